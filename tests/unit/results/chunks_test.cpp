// Large datasets are unpacked by several threads, and are what HDF5's own reader gives.
#include "sim/results/chunks.h"

#include <gtest/gtest.h>

#include "sim/base/random.h"
#include "sim/results/h5.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::results {
namespace {

class Chunks : public ::testing::Test {
 protected:
  static constexpr std::size_t kRows = 400'007, kColumns = 7;  // the last chunk is not full

  void SetUp() override {
    Stream s({1, 0}, 1, Purpose::test);
    values_.reserve(kRows * kColumns);
    for (std::size_t i = 0; i < kRows * kColumns; ++i)
      values_.push_back(static_cast<float>(s.below(1000)) / 1000);
    const h5::Handle file = h5::owned(
        H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create");
    h5::create_growing(file, "x", h5::Cells{std::vector<float>{}}, kColumns, {});
    const std::size_t half = kRows / 3 * kColumns;
    h5::append(file, "x", h5::Cells{std::vector<float>(values_.begin(), values_.begin() + half)});
    h5::append(file, "x", h5::Cells{std::vector<float>(values_.begin() + half, values_.end())});
  }
  h5::Handle open() {
    return h5::owned(H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
  }
  static bool parallel(hid_t file, hid_t type, std::vector<float>& out) {
    const h5::Handle d = h5::owned(H5Dopen2(file, "x", H5P_DEFAULT), H5Dclose, "x");
    const hsize_t dims[] = {kRows, kColumns};
    return h5::read_in_parallel(d, type, "x", dims, std::as_writable_bytes(std::span(out)));
  }

  const std::string path_ = temporary("chunks.h5");
  std::vector<float> values_;
};

TEST_F(Chunks, AreReadAsTheyWereWritten) {
  const h5::Handle file = open();
  std::vector<float> own(values_.size());
  ASSERT_TRUE(parallel(file, H5T_NATIVE_FLOAT, own));
  EXPECT_EQ(own, values_);
  h5::Cells cells{std::vector<float>{}};
  hsize_t columns = 0;
  h5::read(file, "x", cells, &columns);
  EXPECT_EQ(std::get<std::vector<float>>(cells), values_);
  EXPECT_EQ(columns, kColumns);
}

TEST_F(Chunks, OfAnotherKindAreLeftToHdf5) {
  const h5::Handle file = open();
  std::vector<float> own(values_.size());
  EXPECT_FALSE(parallel(file, H5T_NATIVE_INT32, own)) << "another type";
  own.resize(7);
  EXPECT_FALSE(parallel(file, H5T_NATIVE_FLOAT, own)) << "another size";
}

TEST_F(Chunks, ThatAreDamagedAreNotBelieved) {
  const h5::Handle file = open();
  {
    const h5::Handle d = h5::owned(H5Dopen2(file, "x", H5P_DEFAULT), H5Dclose, "x");
    hsize_t offset[2] = {0, 0}, bytes = 0;
    H5Dget_chunk_storage_size(d, offset, &bytes);
    std::vector<unsigned char> packed(bytes);
    std::uint32_t mask = 0;
    H5Dread_chunk(d, H5P_DEFAULT, offset, &mask, packed.data());
    packed[bytes / 2] ^= 0x55;
    ASSERT_GE(H5Dwrite_chunk(d, H5P_DEFAULT, mask, offset, bytes, packed.data()), 0);
  }
  std::vector<float> own(values_.size());
  EXPECT_THROW(parallel(file, H5T_NATIVE_FLOAT, own), h5::Failure);
}

}  // namespace
}  // namespace wardtwin::results
