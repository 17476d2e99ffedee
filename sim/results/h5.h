#pragma once

#include <hdf5.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A thin layer over the HDF5 C library: handles that close themselves, and errors as words.
/// Used inside sim/results only.
namespace wardtwin::results::h5 {

/// What HDF5 could not do, with the operating system's reason where there is one.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& o) noexcept : id_(std::exchange(o.id_, -1)), close_(o.close_) {}
  Handle& operator=(Handle&& o) noexcept {
    if (this != &o) {
      reset();
      id_ = std::exchange(o.id_, -1);
      close_ = o.close_;
    }
    return *this;
  }
  ~Handle() { reset(); }
  void reset() {
    if (id_ >= 0) close_(std::exchange(id_, -1));
  }
  void abandon() { id_ = -1; }
  /// Closes and throws where that fails; for what may only reach the disk when it is closed.
  void finish(const std::string& what);
  operator hid_t() const { return id_; }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

/// HDF5 prints its error stack on standard error unless told not to; called at every way in. It
/// also keeps HDF5 from closing files at exit: we close our own, and it crashes on one whose disk
/// is full.
void silence();
/// Throws Failure when a call answered with a negative number.
void check(long long answer, const std::string& what);
Handle owned(hid_t id, herr_t (*close)(hid_t), const std::string& what);

/// A column in one of the types a file holds. Texts are variable-length UTF-8.
using Cells =
    std::variant<std::vector<double>, std::vector<float>, std::vector<std::uint8_t>,
                 std::vector<std::uint32_t>, std::vector<std::uint64_t>, std::vector<std::string>>;
std::size_t size(const Cells& cells);

/// What every dataset carries.
struct Label {
  std::string unit, description;
  std::vector<std::string> words;  ///< of an enum, in the order of its values
};

Handle create_group(hid_t parent, const std::string& path);  ///< or opens it
Handle open_group(hid_t parent, const std::string& path);
bool exists(hid_t parent, const std::string& name);

/// A dataset of its final size.
void write(hid_t group, const std::string& name, const Cells& cells, const Label& label);
/// A dataset that grows: rows x columns (columns 0: one value a row), compressed in chunks.
void create_growing(hid_t group, const std::string& name, const Cells& type, hsize_t columns,
                    const Label& label);
void append(hid_t group, const std::string& name, const Cells& cells);
/// Reads into the alternative `cells` already holds; `columns` gets the second extent or 0.
void read(hid_t group, const std::string& name, Cells& cells, hsize_t* columns = nullptr);

/// Rows and columns of a dataset (columns 0: one value a row).
std::pair<std::size_t, std::size_t> extent_of(hid_t group, const std::string& name);
/// Some rows of a table of float32; reads nothing else.
std::vector<float> read_rows(hid_t group, const std::string& name, std::size_t first,
                             std::size_t rows);

void write_attribute(hid_t object, const std::string& name, const std::string& text);
void write_attribute(hid_t object, const std::string& name, double value);
void write_attribute(hid_t object, const std::string& name, std::uint64_t value);
bool has_attribute(hid_t object, const std::string& name);
std::string read_text_attribute(hid_t object, const std::string& name);
double read_double_attribute(hid_t object, const std::string& name);
std::uint64_t read_uint64_attribute(hid_t object, const std::string& name);

}  // namespace wardtwin::results::h5
