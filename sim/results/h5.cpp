#include "sim/results/h5.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "sim/results/chunks.h"

namespace wardtwin::results::h5 {
namespace {

// The stack's innermost message with an errno tells more than any of HDF5's own words.
herr_t look_for_reason(unsigned, const H5E_error2_t* error, void* out) {
  auto& reason = *static_cast<std::string*>(out);
  const std::string text = error->desc ? error->desc : "";
  if (const auto at = text.find("errno = "); at != std::string::npos)
    reason = std::strerror(std::atoi(text.c_str() + at + 8));
  else if (text.find("truncated file") != std::string::npos)
    reason = "truncated file";
  else if (reason.empty())
    reason = text;
  return 0;
}

template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, double>)
    return H5T_NATIVE_DOUBLE;
  else if constexpr (std::is_same_v<T, float>)
    return H5T_NATIVE_FLOAT;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return H5T_NATIVE_UINT8;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return H5T_NATIVE_UINT32;
  else
    return H5T_NATIVE_UINT64;
}

template <class T>
hid_t file_type() {
  if constexpr (std::is_same_v<T, double>)
    return H5T_IEEE_F64LE;
  else if constexpr (std::is_same_v<T, float>)
    return H5T_IEEE_F32LE;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return H5T_STD_U8LE;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return H5T_STD_U32LE;
  else
    return H5T_STD_U64LE;
}

Handle text_type() {
  Handle t = owned(H5Tcopy(H5T_C_S1), H5Tclose, "text type");
  check(H5Tset_size(t, H5T_VARIABLE), "text type");
  check(H5Tset_cset(t, H5T_CSET_UTF8), "text type");
  return t;
}

Handle file_type_of(const Cells& cells) {
  return std::visit(
      []<class T>(const std::vector<T>&) {
        if constexpr (std::is_same_v<T, std::string>)
          return text_type();
        else
          return owned(H5Tcopy(file_type<T>()), H5Tclose, "type");
      },
      cells);
}

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
  std::vector<const char*> p;
  for (const auto& t : texts) p.push_back(t.c_str());
  return p;
}

void write_cells(hid_t dataset, hid_t memory_space, hid_t file_space, const Cells& cells) {
  std::visit(
      [&]<class T>(const std::vector<T>& v) {
        if (v.empty()) return;
        if constexpr (std::is_same_v<T, std::string>)
          check(H5Dwrite(dataset, text_type(), memory_space, file_space, H5P_DEFAULT,
                         pointers(v).data()),
                "write");
        else
          check(
              H5Dwrite(dataset, memory_type<T>(), memory_space, file_space, H5P_DEFAULT, v.data()),
              "write");
      },
      cells);
}

void write_label(hid_t dataset, const Label& label) {
  write_attribute(dataset, "unit", label.unit);
  write_attribute(dataset, "description", label.description);
  if (label.words.empty()) return;
  const hsize_t n = label.words.size();
  const Handle space = owned(H5Screate_simple(1, &n, nullptr), H5Sclose, "words");
  const Handle type = text_type();
  const Handle a =
      owned(H5Acreate2(dataset, "words", type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "words");
  check(H5Awrite(a, type, pointers(label.words).data()), "words");
}

std::vector<hsize_t> extent(hid_t dataset) {
  const Handle space = owned(H5Dget_space(dataset), H5Sclose, "extent");
  std::vector<hsize_t> dims(
      static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
  check(H5Sget_simple_extent_dims(space, dims.data(), nullptr), "extent");
  return dims;
}

constexpr hsize_t kChunkValues = 8192;
constexpr hsize_t kManyValues = 1'000'000;  ///< from here on, threads are worth their start

// No dates inside: equal results are equal files.
Handle dataset_properties(const std::string& what) {
  Handle p = owned(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, what);
  check(H5Pset_obj_track_times(p, false), what);
  return p;
}

// Shuffle and gzip 1: readable everywhere, and the smallest of the measured choices.
Handle compressed(int rank, const hsize_t* chunk) {
  Handle p = dataset_properties("properties");
  check(H5Pset_chunk(p, rank, chunk), "chunks");
  check(H5Pset_shuffle(p), "shuffle");
  check(H5Pset_deflate(p, 1), "gzip");
  return p;
}

Handle attribute(hid_t object, const std::string& name, hid_t type) {
  const Handle space = owned(H5Screate(H5S_SCALAR), H5Sclose, name);
  if (H5Aexists(object, name.c_str()) > 0)
    return owned(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, name);
  return owned(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
               name);
}

}  // namespace

void silence() {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void check(long long answer, const std::string& what) {
  if (answer >= 0) return;
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, look_for_reason, &reason);
  H5Eclear2(H5E_DEFAULT);
  throw Failure(reason.empty() ? what : reason);
}

Handle owned(hid_t id, herr_t (*close)(hid_t), const std::string& what) {
  check(id, what);
  return {id, close};
}

void Handle::finish(const std::string& what) {
  if (id_ >= 0) check(close_(std::exchange(id_, -1)), what);
}

std::size_t size(const Cells& cells) {
  return std::visit([](const auto& v) { return v.size(); }, cells);
}

Handle create_group(hid_t parent, const std::string& path) {
  if (exists(parent, path)) return open_group(parent, path);
  const Handle p = owned(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "properties");
  check(H5Pset_create_intermediate_group(p, 1), "properties");
  return owned(H5Gcreate2(parent, path.c_str(), p, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, path);
}

Handle open_group(hid_t parent, const std::string& path) {
  if (!exists(parent, path)) throw Failure("group " + path + " is missing");
  return owned(H5Gopen2(parent, path.c_str(), H5P_DEFAULT), H5Gclose, path);
}

bool exists(hid_t parent, const std::string& path) {
  // each step of the path must exist before the next may be asked for
  for (std::size_t slash = path.find('/');; slash = path.find('/', slash + 1)) {
    if (slash == 0) continue;
    if (H5Lexists(parent, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return true;
  }
}

void write(hid_t group, const std::string& name, const Cells& cells, const Label& label) {
  const hsize_t n = size(cells);
  const Handle type = file_type_of(cells);
  const Handle space = owned(H5Screate_simple(1, &n, nullptr), H5Sclose, name);
  const hsize_t chunk = std::min(n, kChunkValues);
  // below some hundred values a chunk's index costs more than compression saves
  const bool small = n < 512 || std::holds_alternative<std::vector<std::string>>(cells);
  const Handle p = small ? dataset_properties(name) : compressed(1, &chunk);
  if (small && n <= 64 && n > 0) check(H5Pset_layout(p, H5D_COMPACT), name);
  Handle d = owned(H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, p, H5P_DEFAULT),
                   H5Dclose, name);
  write_label(d, label);
  write_cells(d, H5S_ALL, H5S_ALL, cells);
  d.finish(name);
}

void create_growing(hid_t group, const std::string& name, const Cells& type, hsize_t columns,
                    const Label& label) {
  const int rank = columns == 0 ? 1 : 2;
  const hsize_t now[] = {0, columns}, most[] = {H5S_UNLIMITED, columns};
  const hsize_t chunk[] = {std::max<hsize_t>(1, kChunkValues / std::max<hsize_t>(1, columns)),
                           columns};
  const Handle space = owned(H5Screate_simple(rank, now, most), H5Sclose, name);
  const Handle file_type = file_type_of(type);
  const Handle p = compressed(rank, chunk);
  write_label(owned(H5Dcreate2(group, name.c_str(), file_type, space, H5P_DEFAULT, p, H5P_DEFAULT),
                    H5Dclose, name),
              label);
}

void append(hid_t group, const std::string& name, const Cells& cells) {
  Handle d = owned(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  std::vector<hsize_t> dims = extent(d);
  const hsize_t columns = dims.size() > 1 ? dims[1] : 1;
  std::vector<hsize_t> start(dims.size(), 0), count = dims;
  start[0] = dims[0];
  count[0] = size(cells) / columns;
  if (count[0] == 0) return;
  dims[0] += count[0];
  check(H5Dset_extent(d, dims.data()), name);
  const Handle file_space = owned(H5Dget_space(d), H5Sclose, name);
  check(
      H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
      name);
  const Handle memory_space = owned(
      H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose, name);
  write_cells(d, memory_space, file_space, cells);
  d.finish(name);
}

void read(hid_t group, const std::string& name, Cells& cells, hsize_t* columns) {
  if (!exists(group, name)) throw Failure("dataset " + name + " is missing");
  const Handle d = owned(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  const std::vector<hsize_t> dims = extent(d);
  hsize_t n = 1;
  for (const hsize_t e : dims) n *= e;
  if (columns) *columns = dims.size() > 1 ? dims[1] : 0;
  std::visit(
      [&]<class T>(std::vector<T>& v) {
        v.resize(n);
        if (n == 0) return;
        if constexpr (std::is_same_v<T, std::string>) {
          std::vector<char*> texts(n);
          const Handle space = owned(H5Dget_space(d), H5Sclose, name);
          const Handle type = text_type();
          check(H5Dread(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), name);
          for (std::size_t i = 0; i < n; ++i) v[i] = texts[i] ? texts[i] : "";
          H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts.data());
        } else {
          const hid_t type = memory_type<T>();
          if (n >= kManyValues &&
              read_in_parallel(d, type, name, dims, std::as_writable_bytes(std::span(v))))
            return;
          check(H5Dread(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, v.data()), name);
        }
      },
      cells);
}

std::pair<std::size_t, std::size_t> extent_of(hid_t group, const std::string& name) {
  if (!exists(group, name)) throw Failure("dataset " + name + " is missing");
  const auto dims = extent(owned(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name));
  return {dims.empty() ? 0 : dims[0], dims.size() > 1 ? dims[1] : 0};
}

std::vector<float> read_rows(hid_t group, const std::string& name, std::size_t first,
                             std::size_t rows) {
  if (!exists(group, name)) throw Failure("dataset " + name + " is missing");
  const Handle d = owned(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name);
  const std::vector<hsize_t> dims = extent(d);
  if (dims.size() != 2 || first + rows > dims[0])
    throw Failure("dataset " + name + " has too few rows");
  const hsize_t start[] = {first, 0}, count[] = {rows, dims[1]};
  std::vector<float> values(rows * dims[1]);
  if (values.empty()) return values;
  const Handle from = owned(H5Dget_space(d), H5Sclose, name);
  check(H5Sselect_hyperslab(from, H5S_SELECT_SET, start, nullptr, count, nullptr), name);
  const Handle to = owned(H5Screate_simple(2, count, nullptr), H5Sclose, name);
  check(H5Dread(d, H5T_NATIVE_FLOAT, to, from, H5P_DEFAULT, values.data()), name);
  return values;
}

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = owned(H5Tcopy(H5T_C_S1), H5Tclose, name);
  check(H5Tset_size(type, std::max<std::size_t>(1, text.size())), name);
  check(H5Tset_cset(type, H5T_CSET_UTF8), name);
  check(H5Tset_strpad(type, H5T_STR_NULLPAD), name);
  check(H5Awrite(attribute(object, name, type), type, text.empty() ? "\0" : text.data()), name);
}

void write_attribute(hid_t object, const std::string& name, double value) {
  check(H5Awrite(attribute(object, name, H5T_IEEE_F64LE), H5T_NATIVE_DOUBLE, &value), name);
}

void write_attribute(hid_t object, const std::string& name, std::uint64_t value) {
  check(H5Awrite(attribute(object, name, H5T_STD_U64LE), H5T_NATIVE_UINT64, &value), name);
}

namespace {
Handle open_attribute(hid_t object, const std::string& name) {
  if (H5Aexists(object, name.c_str()) <= 0) throw Failure("attribute " + name + " is missing");
  return owned(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, name);
}
}  // namespace

bool has_attribute(hid_t object, const std::string& name) {
  return H5Aexists(object, name.c_str()) > 0;
}

std::string read_text_attribute(hid_t object, const std::string& name) {
  const Handle a = open_attribute(object, name);
  const Handle type = owned(H5Aget_type(a), H5Tclose, name);
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0)
    throw Failure("attribute " + name + " is not a text");
  std::string text(H5Tget_size(type), '\0');
  check(H5Aread(a, type, text.data()), name);
  text.resize(std::strlen(text.c_str()));
  return text;
}

double read_double_attribute(hid_t object, const std::string& name) {
  double value = 0;
  check(H5Aread(open_attribute(object, name), H5T_NATIVE_DOUBLE, &value), name);
  return value;
}

std::uint64_t read_uint64_attribute(hid_t object, const std::string& name) {
  std::uint64_t value = 0;
  check(H5Aread(open_attribute(object, name), H5T_NATIVE_UINT64, &value), name);
  return value;
}

}  // namespace wardtwin::results::h5
