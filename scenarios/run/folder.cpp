#include "scenarios/run/folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "sim/base/error.h"

namespace wardtwin::run {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "wardtwin-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw RunError(fmt::format("cannot make a folder in {}: {}", fs::temp_directory_path().string(),
                               std::strerror(errno)));
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace wardtwin::run
