/// The seal of a result file: 512 bytes before the HDF5 data that hold the SHA-256 of all that follows.
///
/// HDF5 calls this place the user block and skips it, so that ncdump, h5dump and xarray open a sealed file as it is.
/// Readers check the seal before they hand a file to HDF5, whose library was seen to crash on, or silently accept,
/// damaged files. The seal says nothing about who wrote the file; it is no signature.
///
///     byte 0    suanli result\n
///               format 1\n
///               bytes <length of the rest, decimal>\n
///               sha256 <of the rest, 64 hexadecimal digits>\n
///               zeros up to byte 512
#pragma once

#include <stddef.h>

#include "sim/status.h"

#define SEAL_SIZE 512

/// Bytes of a SHA-256 in hexadecimal, with the closing zero.
#define SEAL_HEX_SIZE 65

/// SHA-256 (FIPS 180-4) of bytes, in lower-case hexadecimal.
void seal_digest(const void *bytes, size_t size, char hex[SEAL_HEX_SIZE]);

/// Seals an open file: hashes what follows its first 512 bytes and writes those. Returns 0 or an errno.
int seal_apply(int descriptor);

/// Checks a file's seal. Faults, each naming the file: 66 it is not there, 74 it cannot be read, 65 it is no result of
/// this program, is shorter or longer than sealed, is damaged, or is of a later format. hex: null, or gets the SHA-256.
enum sim_status seal_check(const char *path, char hex[SEAL_HEX_SIZE], struct sim_error *error);
