#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "scenarios/run/interrupt.h"
#include "scenarios/run/mpi/clerk_state.h"
#include "scenarios/run/progress.h"
#include "sim/memory.h"

/// Naps between looks: short after a message, then longer. On a busy sweep of short units an answer takes a nap's time.
#define NAP_LEAST_NS 50000
#define NAP_MOST_NS  10000000
/// While a thread of this rank waits there is a processor to spare.
#define NAP_WAITING_NS 1000000

#define BEAT_S    5.0
#define SILENCE_S 60.0
/// Of a look's distance, what counts as this clerk having been awake.
#define AWAKE_S 1.0

/// From an urgent signal to the end: Open MPI's mpirun kills a second after it has sent SIGTERM. What is under way then is lost, as
/// with any kill; what is done is on disk.
#define GRACE_S 0.7

enum { TAG = 1 };

static void send(uint32_t to, enum message message, size_t item, const void *rest, size_t size)
{
    unsigned char bytes[sizeof(struct head) + sizeof(struct ranks_word)];
    struct head head = {message, item};
    memcpy(bytes, &head, sizeof(head));
    if (size > 0)
        memcpy(bytes + sizeof(head), rest, size);
    MPI_Send(bytes, (int)(sizeof(head) + size), MPI_BYTE, (int)to, TAG, MPI_COMM_WORLD);
}

static void send_all(const struct clerk *clerk, enum message message, size_t item, const void *rest,
                     size_t size)
{
    for (uint32_t r = 1; r < clerk->count; r++)
        send(r, message, item, rest, size);
}

/// Ends all ranks at once, this one too. What is done is on disk.
static _Noreturn void give_up(const struct clerk *clerk)
{
    sim_clean_up();
    if (clerk->count > 1)
        MPI_Abort(MPI_COMM_WORLD, SIM_INTERRUPTED);
    _exit(SIM_INTERRUPTED);
}

/// A word that counts more than another: a fault more than an interrupt, that more than none, then the lower rank's.
static int weight(const struct ranks_word *word)
{
    return word->status == SIM_OK ? 0 : word->status == SIM_INTERRUPTED ? 1 : 2;
}

/// On rank 0: if all have spoken, tells them the word that counts.
static void answer(struct clerk *clerk)
{
    if (clerk->word_count < clerk->count)
        return;
    uint32_t best = 0;
    for (uint32_t r = 1; r < clerk->count; r++)
        if (weight(&clerk->words[r]) > weight(&clerk->words[best]))
            best = r;
    send_all(clerk, MESSAGE_WORD, 0, &clerk->words[best], sizeof(clerk->words[best]));
    memset(clerk->has_words, 0, clerk->count * sizeof(*clerk->has_words));
    clerk->word_count = 0;
    pthread_mutex_lock(&clerk->lock);
    clerk->word = clerk->words[best];
    clerk->has_answer = true;
    pthread_cond_broadcast(&clerk->for_work);
    pthread_mutex_unlock(&clerk->lock);
}

static void take_word(struct clerk *clerk, uint32_t from, const void *rest, size_t size)
{
    SIM_ASSERT(size == sizeof(struct ranks_word), "a word of %zu bytes from rank %u", size, from);
    if (clerk->rank == 0) {
        memcpy(&clerk->words[from], rest, size);
        clerk->word_count += !clerk->has_words[from];
        clerk->has_words[from] = true;
        answer(clerk);
        return;
    }
    pthread_mutex_lock(&clerk->lock);
    memcpy(&clerk->word, rest, size);
    clerk->has_answer = true;
    pthread_cond_broadcast(&clerk->for_work);
    pthread_mutex_unlock(&clerk->lock);
}

/// A message for rank 0.
static void take_as_first(struct clerk *clerk, uint32_t from, struct head head, const void *rest, size_t size)
{
    size_t item;
    switch ((enum message)head.message) {
    case MESSAGE_ASK:
        if (ranks_deal_next(&clerk->deal, &item))
            send(from, MESSAGE_GIVE, item, NULL, 0);
        else
            send(from, MESSAGE_NONE, 0, NULL, 0);
        break;
    case MESSAGE_DONE: ranks_deal_done(&clerk->deal, head.item, rest, size); break;
    case MESSAGE_STOP:
        ranks_deal_stop(&clerk->deal);
        send_all(clerk, MESSAGE_STOP, 0, NULL, 0);
        break;
    case MESSAGE_WORD: take_word(clerk, from, rest, size); break;
    case MESSAGE_ENDED:
        clerk->ended_count += !clerk->ended[from];
        clerk->ended[from] = true;
        break;
    case MESSAGE_BEAT:
    default: break;
    }
}

/// A message for another rank.
static void take_as_other(struct clerk *clerk, struct head head, const void *rest, size_t size)
{
    if (head.message == MESSAGE_WORD) {
        take_word(clerk, 0, rest, size);
        return;
    }
    pthread_mutex_lock(&clerk->lock);
    switch ((enum message)head.message) {
    case MESSAGE_GIVE:
        clerk->given = sim_memory_grow(clerk->given, &clerk->given_capacity, clerk->given_count + 1,
                                       sizeof(*clerk->given), "units of work");
        clerk->given[clerk->given_count++] = head.item;
        clerk->asked--;
        break;
    case MESSAGE_NONE:
        clerk->is_empty = true;
        clerk->asked--;
        break;
    case MESSAGE_STOP: clerk->is_stopped = true; break;
    case MESSAGE_END:
        clerk->status = (int)head.item;
        clerk->is_over = true;
        break;
    case MESSAGE_BEAT:
    default: break;
    }
    pthread_cond_broadcast(&clerk->for_work);
    pthread_mutex_unlock(&clerk->lock);
}

/// Takes a message if there is one.
static bool receive(struct clerk *clerk)
{
    int is_there = 0, size = 0;
    MPI_Message handle;
    MPI_Status about;
    struct head head;
    MPI_Improbe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &is_there, &handle, &about);
    if (!is_there)
        return false;
    MPI_Get_count(&about, MPI_BYTE, &size);
    unsigned char *bytes = sim_memory_new((size_t)size, 1, "a message");
    MPI_Mrecv(bytes, size, MPI_BYTE, &handle, MPI_STATUS_IGNORE);
    SIM_ASSERT((size_t)size >= sizeof(head), "a message of %d bytes from rank %d", size, about.MPI_SOURCE);
    memcpy(&head, bytes, sizeof(head));
    clerk->silent_s[about.MPI_SOURCE] = 0;
    if (clerk->rank == 0)
        take_as_first(clerk, (uint32_t)about.MPI_SOURCE, head, bytes + sizeof(head),
                      (size_t)size - sizeof(head));
    else
        take_as_other(clerk, head, bytes + sizeof(head), (size_t)size - sizeof(head));
    free(bytes);
    return true;
}

/// Sends what the work's threads have posted; on rank 0 takes up what they have said.
static bool forward(struct clerk *clerk)
{
    pthread_mutex_lock(&clerk->lock);
    struct post *letters = clerk->first;
    clerk->first = NULL;
    clerk->last = &clerk->first;
    bool has_word = clerk->has_word, is_stopped = clerk->is_stopped;
    if (has_word)
        clerk->words[0] = clerk->word;
    clerk->has_word = false;
    pthread_mutex_unlock(&clerk->lock);
    bool was_busy = letters || has_word;
    while (letters) {
        struct post *letter = letters;
        letters = letter->next;
        MPI_Send(letter->bytes, (int)letter->size, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
        free(letter);
    }
    if (clerk->rank == 0 && is_stopped && !clerk->told_stop)
        send_all(clerk, MESSAGE_STOP, 0, NULL, 0);
    clerk->told_stop = is_stopped;
    if (has_word) {
        clerk->has_words[0] = true;
        clerk->word_count++;
        answer(clerk);
    }
    return was_busy;
}

static void listen(struct clerk *clerk, double passed_s)
{
    double awake_s = passed_s < AWAKE_S ? passed_s : AWAKE_S;
    for (uint32_t r = 0; r < clerk->count; r++) {
        bool is_heard = clerk->rank == 0 ? r > 0 && !clerk->ended[r] : r == 0;
        if (!is_heard)
            continue;
        clerk->silent_s[r] += awake_s;
        if (clerk->silent_s[r] <= clerk->silence_s)
            continue;
        fprintf(stderr,
                "rank %u: nothing was heard of rank %u for %.0f s, so all ranks end; what is done is kept, "
                "--resume goes on\n",
                clerk->rank, r, clerk->silence_s);
        give_up(clerk);
    }
}

/// Beats, silences, and the end of a grace.
static void watch(struct clerk *clerk)
{
    double now_s = progress_now_s();
    listen(clerk, now_s - clerk->looked_s);
    clerk->looked_s = now_s;
    if (now_s - clerk->beat_s >= BEAT_S) {
        clerk->beat_s = now_s;
        if (clerk->rank == 0)
            send_all(clerk, MESSAGE_BEAT, 0, NULL, 0);
        else
            send(0, MESSAGE_BEAT, 0, NULL, 0);
    }
    if (!interrupt_is_urgent())
        return;
    if (clerk->interrupted_s == 0)
        clerk->interrupted_s = now_s;
    if (now_s - clerk->interrupted_s > GRACE_S) {
        if (clerk->rank == 0)
            fputs("interrupted: what is done is kept; --resume goes on\n", stderr);
        give_up(clerk);
    }
}

/// Until something happens among the work's threads, or it is time to look for messages again.
static void nap(struct clerk *clerk, bool was_busy)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    pthread_mutex_lock(&clerk->lock);
    long most_ns = clerk->waiting > 0 ? NAP_WAITING_NS : NAP_MOST_NS;
    clerk->nap_ns = was_busy ? NAP_LEAST_NS : clerk->nap_ns * 2 < most_ns ? clerk->nap_ns * 2 : most_ns;
    until.tv_nsec += clerk->nap_ns;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    if (!clerk->first && !clerk->has_word)
        pthread_cond_timedwait(&clerk->for_clerk, &clerk->lock, &until);
    pthread_mutex_unlock(&clerk->lock);
}

/// On rank 0: whether all have ended; then tells them.
static bool is_over(struct clerk *clerk)
{
    if (clerk->rank > 0)
        return clerk->is_over;
    pthread_mutex_lock(&clerk->lock);
    bool has_ended = clerk->has_ended;
    pthread_mutex_unlock(&clerk->lock);
    if (!has_ended || clerk->ended_count + 1 < clerk->count)
        return false;
    send_all(clerk, MESSAGE_END, (size_t)clerk->status, NULL, 0);
    return true;
}

int clerk_serve(struct clerk *clerk)
{
    const char *silence = getenv("SUANLI_SILENCE_S");
    clerk->silence_s = silence && atof(silence) >= 1 ? atof(silence) : SILENCE_S;
    clerk->looked_s = clerk->beat_s = progress_now_s();
    while (!is_over(clerk)) {
        bool was_busy = forward(clerk);
        while (receive(clerk))
            was_busy = true;
        watch(clerk);
        nap(clerk, was_busy);
    }
    return clerk->status;
}
