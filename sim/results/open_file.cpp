#include "sim/results/open_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "sim/base/error.h"
#include "sim/results/seal.h"
#include "sim/results/writer.h"

namespace wardtwin::results {
namespace {

namespace fs = std::filesystem;

void check_is_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    throw InputError(fmt::format("{} is a folder; name a results file in it", path));
  if (fs::exists(path, ignored)) return;
  if (fs::exists(path + ".part", ignored))
    throw InputError(
        fmt::format("{} does not exist, but an unfinished run left {}.part; read that, or "
                    "run the scenario again",
                    path, path));
  throw InputError(
      fmt::format("{} does not exist; 'wardtwin run FILE -o {}' writes it", path, path));
}

[[noreturn]] void refuse_open(const std::string& path, const std::string& reason) {
  if (reason == "truncated file")
    throw InputError(
        fmt::format("{} is cut off: it ends before its own length; copy it again, or run "
                    "the scenario again",
                    path));
  if (reason == std::strerror(EAGAIN))
    throw InputError(
        fmt::format("{} is being written by a run; read it when the run has ended", path));
  throw InputError(fmt::format("{} cannot be opened: {}", path, reason));
}

h5::Handle open_unchecked(const std::string& path) {
  check_is_file(path);
  std::error_code ignored;
  if (fs::file_size(path, ignored) == 0)
    throw InputError(
        fmt::format("{} is empty: the run ended before it wrote anything; run it again", path));
  if (H5Fis_hdf5(path.c_str()) == 0)
    throw InputError(
        fmt::format("{} is not an HDF5 file, so not a results file; 'wardtwin run FILE -o "
                    "NAME.h5' writes one",
                    path));
  if (!seal_fits(path))
    throw InputError(
        fmt::format("{} is damaged: its bytes are not those that were written; copy it again, or "
                    "run the scenario again",
                    path));
  try {
    return h5::owned(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
  } catch (const h5::Failure& e) {
    refuse_open(path, e.what());
  }
}

void check_format(hid_t file, const std::string& path) {
  std::string format;
  try {
    format = h5::read_text_attribute(file, "format");
    h5::read_text_attribute(file, "program");
  } catch (const h5::Failure&) {
    throw InputError(fmt::format("{} is an HDF5 file, but not a results file of wardtwin", path));
  }
  const int major = std::atoi(format.c_str());
  if (major > kFormatMajor)
    throw InputError(
        fmt::format("{} has format {}, this program reads {}.x; update wardtwin or run the "
                    "scenario again with this one",
                    path, format, kFormatMajor));
  if (major < 1)
    throw InputError(
        fmt::format("{} has the unknown format '{}'; run the scenario again", path, format));
}

}  // namespace

h5::Handle open_results_file(const std::string& path) {
  h5::silence();
  h5::Handle file = open_unchecked(path);
  check_format(file, path);
  return file;
}

}  // namespace wardtwin::results
