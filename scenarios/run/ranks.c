#include "scenarios/run/ranks.h"

#include <omp.h>

void ranks_offer(const struct ranks *ranks, const size_t *items, size_t count, ranks_hear *hear, void *ear)
{
    ranks->verbs->offer(ranks->self, items, count, hear, ear);
}

bool ranks_next(const struct ranks *ranks, size_t *item)
{
    return ranks->verbs->next(ranks->self, item);
}

void ranks_done(const struct ranks *ranks, size_t item, const void *note, size_t size)
{
    ranks->verbs->done(ranks->self, item, note, size);
}

void ranks_stop(const struct ranks *ranks)
{
    ranks->verbs->stop(ranks->self);
}

void ranks_meet(const struct ranks *ranks, struct ranks_word *word)
{
    word->rank = ranks->rank;
    ranks->verbs->meet(ranks->self, word);
}

// ---- items -------------------------------------------------------------------------------------------------

void ranks_deal_offer(struct ranks_deal *deal, const size_t *items, size_t count, ranks_hear *hear, void *ear)
{
    pthread_mutex_lock(&deal->lock);
    deal->items = items;
    deal->count = count;
    deal->next = 0;
    deal->is_stopped = false;
    deal->hear = hear;
    deal->ear = ear;
    pthread_mutex_unlock(&deal->lock);
}

bool ranks_deal_next(struct ranks_deal *deal, size_t *item)
{
    pthread_mutex_lock(&deal->lock);
    bool is_there = !deal->is_stopped && deal->next < deal->count;
    if (is_there)
        *item = deal->items[deal->next++];
    pthread_mutex_unlock(&deal->lock);
    return is_there;
}

void ranks_deal_done(struct ranks_deal *deal, size_t item, const void *note, size_t size)
{
    pthread_mutex_lock(&deal->lock);
    if (deal->hear)
        deal->hear(deal->ear, item, note, size);
    pthread_mutex_unlock(&deal->lock);
}

void ranks_deal_stop(struct ranks_deal *deal)
{
    pthread_mutex_lock(&deal->lock);
    deal->is_stopped = true;
    pthread_mutex_unlock(&deal->lock);
}

// ---- this process alone ------------------------------------------------------------------------------------

static struct ranks_deal own = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void offer(void *self, const size_t *items, size_t count, ranks_hear *hear, void *ear)
{
    ranks_deal_offer(self, items, count, hear, ear);
}

static bool next(void *self, size_t *item)
{
    return ranks_deal_next(self, item);
}

static void done(void *self, size_t item, const void *note, size_t size)
{
    ranks_deal_done(self, item, note, size);
}

static void stop(void *self)
{
    ranks_deal_stop(self);
}

static void meet(void *self, struct ranks_word *word)
{
    (void)self, (void)word;
}

const struct ranks *ranks_alone(void)
{
    static const struct ranks_verbs verbs = {offer, next, done, stop, meet};
    static struct ranks ranks = {.count = 1, .hosts = 1, .verbs = &verbs, .self = &own};
    ranks.processors = ranks.all_processors = (uint32_t)omp_get_num_procs();
    return &ranks;
}
