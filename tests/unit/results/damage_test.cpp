// Damaged, cut and foreign files: a sentence, never a crash, a hang or a flood of the library's words.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "sim/base/error.h"
#include "sim/results/h5.h"
#include "sim/results/reader.h"
#include "sim/results/writer.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::results {
namespace {

enum Ending { kRead = 10, kRefused = 11, kOther = 12 };

std::string write_sample(const std::string& name) {
  const Results results = sample_results(2);
  const std::string path = temporary(name);
  Writer writer(path, results.run, results.model);
  for (const auto& r : results.replications) writer.write(r);
  writer.finish(results);
  return path;
}

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Reads in a child with little memory and time, since HDF5 itself may break.
int ending(const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    [[maybe_unused]] const rlimit memory{rlim_t{1} << 30, rlim_t{1} << 30}, time{5, 5};
#ifndef __SANITIZE_ADDRESS__
    ::setrlimit(RLIMIT_AS, &memory);
#endif
    ::setrlimit(RLIMIT_CPU, &time);
    int code = kOther;
    try {
      read_results(path);
      code = kRead;
    } catch (const InputError& e) {
      code = std::string(e.what()).find(path) != std::string::npos ? kRefused : kOther;
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(DamagedFile, CutAnywhereIsRefused) {
  const std::string whole = slurp(write_sample("whole.h5")), path = temporary("cut.h5");
  std::mt19937 random(5);
  for (int i = 0; i < 100; ++i) {
    spill(path,
          whole.substr(0, i < 20 ? static_cast<std::size_t>(i) * 37 : random() % whole.size()));
    EXPECT_EQ(ending(path), kRefused) << i;
  }
}

// HDF5 1.10 crashes on a good part of these when it is asked.
TEST(DamagedFile, ChangedBytesAreRefused) {
  const std::string whole = slurp(write_sample("whole.h5")), path = temporary("changed.h5");
  std::mt19937 random(6);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = whole;
    const std::size_t some = 1 + random() % 20;
    // half of them in the first part, where the structure of the file stands
    const std::size_t range = i % 2 ? bytes.size() : std::min<std::size_t>(bytes.size(), 8192);
    for (std::size_t k = 0; k < some; ++k) bytes[random() % range] = static_cast<char>(random());
    spill(path, bytes);
    if (bytes == whole) continue;
    EXPECT_EQ(ending(path), kRefused) << "mutation " << i;
  }
  EXPECT_EQ(ending(write_sample("whole.h5")), kRead) << "what is not changed is read";
}

TEST(ForeignFile, IsRefusedWithWhatItIs) {
  const std::string path = temporary("foreign.h5");
  for (const std::string& bytes :
       {std::string("PK\3\4 a zip"), std::string(5000, '\0'), std::string("scenario: x\n"),
        std::string("\x89HDF\r\n\x1a\n", 8),
        std::string("\x89HDF\r\n\x1a\n", 8) + std::string(999, 'x')}) {
    spill(path, bytes);
    EXPECT_EQ(ending(path), kRefused);
  }
  {
    const h5::Handle file = h5::owned(
        H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create");
    h5::write_attribute(file, "format", std::string("1.0"));
    h5::write_attribute(file, "program", std::uint64_t{7});
  }
  EXPECT_EQ(ending(path), kRefused) << "ours by its format only";
}

}  // namespace
}  // namespace wardtwin::results
