#include "sim/results/chunks.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include <zlib.h>

#include "sim/results/h5.h"

namespace wardtwin::results::h5 {
namespace {

struct Layout {
  hsize_t rows = 0, rows_of_chunk = 0, columns = 1;
  std::size_t element = 0;
  std::size_t chunk_bytes() const { return rows_of_chunk * columns * element; }
};

// What create_growing() and write() make of large datasets; nothing else is looked at.
bool layout_of(hid_t dataset, hid_t type, const std::string& name, std::span<const hsize_t> dims,
               Layout& l) {
  const Handle file_type = owned(H5Dget_type(dataset), H5Tclose, name);
  const Handle p = owned(H5Dget_create_plist(dataset), H5Pclose, name);
  if (dims.empty() || dims.size() > 2 || H5Tequal(file_type, type) <= 0 ||
      H5Pget_layout(p) != H5D_CHUNKED || H5Pget_nfilters(p) != 2)
    return false;
  for (const auto& [place, wanted] :
       {std::pair{0u, H5Z_FILTER_SHUFFLE}, {1u, H5Z_FILTER_DEFLATE}}) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    if (H5Pget_filter2(p, place, &flags, &values, nullptr, 0, nullptr, &config) != wanted)
      return false;
  }
  hsize_t chunk[2] = {1, 1};
  if (H5Pget_chunk(p, 2, chunk) != static_cast<int>(dims.size())) return false;
  l.rows = dims[0];
  l.rows_of_chunk = chunk[0];
  l.columns = dims.size() > 1 ? dims[1] : 1;
  l.element = H5Tget_size(type);
  return l.rows_of_chunk > 0 && (dims.size() == 1 || chunk[1] == dims[1]);
}

// The first bytes of all elements come first, then the second ones, ...
void unshuffle(const std::byte* planes, std::size_t elements, std::size_t size, std::byte* out,
               std::size_t wanted) {
  for (std::size_t b = 0; b < size; ++b) {
    const std::byte* plane = planes + b * elements;
    for (std::size_t i = 0; i < wanted; ++i) out[i * size + b] = plane[i];
  }
}

enum class Result : std::uint8_t { fine, otherwise, damaged };

class Unpacking {
 public:
  Unpacking(hid_t dataset, const Layout& l, std::span<std::byte> out)
      : dataset_(dataset), l_(l), out_(out) {}

  Result run() {
    const auto most = std::max(1u, std::thread::hardware_concurrency());
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < std::min(most, 8u); ++i) threads.emplace_back([this] { work(); });
    }
    return result_;
  }

 private:
  void work() {
    std::vector<std::byte> packed, planes(l_.chunk_bytes());
    for (hsize_t first = 0; fetch(first, packed);) {
      uLongf bytes = planes.size();
      if (uncompress(reinterpret_cast<Bytef*>(planes.data()), &bytes,
                     reinterpret_cast<const Bytef*>(packed.data()), packed.size()) != Z_OK ||
          bytes != planes.size()) {
        result_ = Result::damaged;
        return;
      }
      const hsize_t rows = std::min(l_.rows_of_chunk, l_.rows - first);
      unshuffle(planes.data(), l_.rows_of_chunk * l_.columns, l_.element,
                out_.data() + first * l_.columns * l_.element, rows * l_.columns);
    }
  }

  // The next chunk as the file holds it.
  bool fetch(hsize_t& first, std::vector<std::byte>& packed) {
    const std::scoped_lock lock(file_);
    if (next_ >= l_.rows || result_ != Result::fine) return false;
    first = next_;
    next_ += l_.rows_of_chunk;
    const hsize_t offset[2] = {first, 0};
    hsize_t stored = 0;
    std::uint32_t left_out = 0;
    // gzip grows nothing by more than a little, so a larger chunk is a damaged one
    if (H5Dget_chunk_storage_size(dataset_, offset, &stored) < 0 || stored == 0 ||
        stored > 2 * l_.chunk_bytes() + 1024) {
      result_ = Result::otherwise;
      return false;
    }
    packed.resize(stored);
    if (H5Dread_chunk(dataset_, H5P_DEFAULT, offset, &left_out, packed.data()) < 0 ||
        left_out != 0) {
      result_ = Result::otherwise;
      return false;
    }
    return true;
  }

  hid_t dataset_;
  const Layout& l_;
  std::span<std::byte> out_;
  std::mutex file_;
  hsize_t next_ = 0;
  std::atomic<Result> result_ = Result::fine;
};

}  // namespace

bool read_in_parallel(hid_t dataset, hid_t type, const std::string& name,
                      std::span<const hsize_t> dims, std::span<std::byte> out) {
  Layout l;
  if (!layout_of(dataset, type, name, dims, l) || out.size() != l.rows * l.columns * l.element)
    return false;
  const Result r = Unpacking(dataset, l, out).run();
  if (r == Result::damaged) throw Failure("a chunk of " + name + " cannot be unpacked");
  return r == Result::fine;
}

}  // namespace wardtwin::results::h5
