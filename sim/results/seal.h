#pragma once

#include <string>

namespace wardtwin::results {

/// HDF5 crashes on some damaged files, so a whole file ends with a seal, which is checked before HDF5
/// sees it: the words "wardtwin" and a hash of all bytes before, 16 bytes beyond what HDF5 reads.
void seal(const std::string& path);

/// False where there is a seal that does not fit. A file without one (of a killed run, or rewritten
/// by other tools, which drop it) is not known to be broken.
bool seal_fits(const std::string& path);
bool is_sealed(const std::string& path);

}  // namespace wardtwin::results
