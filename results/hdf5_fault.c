#include "results/hdf5_fault.h"

#include <hdf5.h>
#include <stdio.h>
#include <string.h>

/// The driver's messages carry a time, a descriptor and an address; this is the part that tells something.
static const char SYSTEM_MESSAGE[] = "error message = '";

struct reason {
    char *text;
    size_t size;
};

static herr_t take_innermost(unsigned n, const H5E_error2_t *entry, void *data)
{
    const struct reason *reason = data;
    if (n > 0 || !entry->desc)
        return 0;
    const char *start = strstr(entry->desc, SYSTEM_MESSAGE);
    if (!start) {
        snprintf(reason->text, reason->size, "%s", entry->desc);
        return 0;
    }
    start += strlen(SYSTEM_MESSAGE);
    const char *end = strchr(start, '\'');
    size_t length = end ? (size_t)(end - start) : strlen(start);
    snprintf(reason->text, reason->size, "%.*s", (int)length, start);
    return 0;
}

void hdf5_fault_quiet(void)
{
    // A file whose close failed (a full disk) stays open inside the library, whose clean-up at exit then crashes. We close
    // what we open and need no clean-up. Only the first call in a process counts.
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void hdf5_fault_text(char *text, size_t size)
{
    struct reason reason = {text, size};
    snprintf(text, size, "HDF5 gives no reason");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_innermost, &reason);
}
