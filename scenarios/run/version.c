#include "scenarios/run/version.h"

#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <jansson.h>
#include <libconfig.h>
#include <nettle/version.h>
#include <omp.h>
#include <xlsxwriter.h>
#include <zlib.h>

void version_print(FILE *stream)
{
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    fprintf(stream, "suanli " SUANLI_VERSION "\n"
                    "GNU General Public License, version 3 or later\n\n");
    fprintf(stream, "HDF5       %u.%u.%u\n", major, minor, release);
    fprintf(stream, "GSL        %s\n", gsl_version);
    fprintf(stream, "libconfig  %d.%d.%d\n", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR,
            LIBCONFIG_VER_REVISION);
    fprintf(stream, "nettle     %d.%d\n", nettle_version_major(), nettle_version_minor());
    fprintf(stream, "jansson    %s\n", jansson_version_str());
    fprintf(stream, "xlsxwriter %s\n", lxw_version());
    fprintf(stream, "zlib       %s\n", zlibVersion());
    fprintf(stream, "OpenMP     %d, %d processors here\n", _OPENMP, omp_get_num_procs());
    fprintf(stream, "compiler   %s %s\n",
#ifdef __clang__
            "clang",
#else
            "gcc",
#endif
            __VERSION__);
}
