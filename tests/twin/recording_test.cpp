#include "scenarios/recording/recording.h"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "sim/base/error.h"
#include "tests/support/program.h"

namespace wardtwin::recording {
namespace {

class Recording : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "wardtwin-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file() const { return folder_ + "/log"; }
  void put(const std::string& text) { std::ofstream(file(), std::ios::binary) << text; }
  std::string folder_;
};

const std::vector<std::string> kLines{"10\ttick",
                                      "20\tadmit\t15\tward/1\tp7\t-3600000000000",
                                      "30\tdischarge\t25\tward/1\tp7",
                                      "40\tbeat\t35\tbed 1 pump\t17\tap_1\t38",
                                      "41\tbeat\t35\tbed 1 pump\t18\t\t-",
                                      "50\talarm\t45\tbed 1 pump\ta3\thigh",
                                      "60\trung\t60\thandset 1\ta3",
                                      "70\tacknowledged\t65\thandset 1\ta3",
                                      "80\tcleared\t75\tbed 1 pump\ta3",
                                      "90\tunreadable\tno JSON"};

TEST_F(Recording, EveryKindOfLineReadsBackAsItWas) {
  for (const std::string& line : kLines) {
    Event e;
    std::string why;
    ASSERT_TRUE(read_line(line, e, why)) << line << ": " << why;
    EXPECT_EQ(line_of(e), line);
  }
  Event e;
  std::string why;
  ASSERT_TRUE(read_line(kLines[3], e, why));
  EXPECT_EQ(e.kind, Kind::beat);
  EXPECT_EQ(e.received, Time{40});
  EXPECT_EQ(e.sequence, 17u);
  EXPECT_EQ(e.entry, "ap_1");
  EXPECT_EQ(e.heard, Time{38});
}

TEST_F(Recording, SaysWhatIsWrongWithALine) {
  Event e;
  std::string why;
  EXPECT_FALSE(read_line("soon\ttick", e, why));
  EXPECT_EQ(why, "it does not begin with a time in ns and a kind");
  EXPECT_FALSE(read_line("1\tadmitted\t1\tb\tp\t1", e, why));
  EXPECT_NE(why.find("'admitted' is no kind of message"), std::string::npos) << why;
  EXPECT_FALSE(read_line("1\tadmit\t1\tb\tp", e, why));
  EXPECT_EQ(why, "'admit' has 6 fields, and here are 5");
  EXPECT_FALSE(read_line("1\tbeat\t1\td\tmany\t\t-", e, why));
  EXPECT_EQ(why, "a time or a number is none");
  for (const std::string& line : kLines)  // no cut makes it crash or read another kind
    for (std::size_t n = 0; n < line.size(); ++n) read_line(line.substr(0, n), e, why);
}

TEST_F(Recording, ALineThatWasCutOffIsLeftOutAndWritingGoesOn) {
  put(fmt::format("{}\n10\ttick\n20\tti", kHeader));
  std::vector<std::int64_t> times;
  const auto take = [&](const Event& e) { times.push_back(e.received.count()); };
  read(file(), take);
  EXPECT_EQ(times, (std::vector<std::int64_t>{10}));
  {
    Writer writer(file());
    Event e;
    e.received = Time{30};
    writer.write(e);
  }
  times.clear();
  read(file(), take);
  EXPECT_EQ(times, (std::vector<std::int64_t>{10, 30}));
}

TEST_F(Recording, WhatIsNoRecordingIsRefusedAndLeftAlone) {
  put("notes\n");
  EXPECT_THROW(Writer{file()}, RunError);
  EXPECT_EQ(tests::slurp(file()), "notes\n");
  EXPECT_THROW(read(file(), [](const Event&) {}), InputError);
  put(fmt::format("{}\n10\ttick\n20\tnothing\n", kHeader));
  try {
    read(file(), [](const Event&) {});
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find(":3: this is no message"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace wardtwin::recording
