#include "devices/wire/mllp.h"

#include <gtest/gtest.h>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire::mllp {
namespace {

TEST(Mllp, FramesComeOutAsTheyWentIn) {
  std::string bytes;
  put(bytes, "MSH|one\r");
  put(bytes, "");
  put(bytes, "two");
  Frame f;
  ASSERT_EQ(next(bytes, 100, f), Framing::complete);
  EXPECT_EQ(f.message, "MSH|one\r");
  bytes.erase(0, f.length);
  ASSERT_EQ(next(bytes, 100, f), Framing::complete);
  EXPECT_EQ(f.message, "");
  bytes = "\r\n" + bytes.substr(f.length);
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_EQ(next(bytes.substr(0, n), 100, f), Framing::incomplete) << n;
  ASSERT_EQ(next(bytes, 100, f), Framing::complete);
  EXPECT_EQ(f.message, "two");
  EXPECT_EQ(f.length, bytes.size());
}

TEST(Mllp, WhatIsNoFrameIsRefused) {
  Frame f;
  EXPECT_EQ(next("MSH", 100, f), Framing::malformed);
  EXPECT_EQ(next("\vMSH\vPID\x1c\r", 100, f), Framing::malformed);
  EXPECT_EQ(next("\vMSH\x1cx", 100, f), Framing::malformed);
  EXPECT_EQ(next("\v" + std::string(101, 'x'), 100, f), Framing::too_large);
  EXPECT_EQ(next("\v" + std::string(100, 'x') + "\x1c\r", 100, f), Framing::complete);
}

TEST(Mllp, MutatedFramesAreReadOrRefused) {
  Stream draw({7}, 1, Purpose::test);
  std::string sample;
  put(sample, "MSH|^~\\&|A\rPID|1\r");
  int complete = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string bytes = mutated(sample + sample, draw);
    Frame f;
    if (next(bytes, 1000, f) != Framing::complete) continue;
    ++complete;
    ASSERT_LE(f.length, bytes.size());
    std::string again;
    put(again, f.message);
    Frame second;
    ASSERT_EQ(next(again, 1000, second), Framing::complete);
    EXPECT_EQ(second.message, f.message);
  }
  EXPECT_GT(complete, 1000);
}

}  // namespace
}  // namespace wardtwin::wire::mllp
