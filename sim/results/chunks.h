#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <hdf5.h>

namespace wardtwin::results::h5 {

/// Reads a whole dataset of our own making (chunks of whole rows; shuffle, then gzip) into `out`,
/// unpacking its chunks on all processors: HDF5's own pipeline has one thread, which gzip keeps busy
/// for most of the time. False, with `out` unspecified, where the dataset is otherwise: H5Dread reads
/// all. `type` is that of memory. HDF5 is called from one thread at a time. Throws Failure on a chunk
/// that cannot be unpacked.
bool read_in_parallel(hid_t dataset, hid_t type, const std::string& name,
                      std::span<const hsize_t> dims, std::span<std::byte> out);

}  // namespace wardtwin::results::h5
