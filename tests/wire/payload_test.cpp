#include "devices/wire/payload.h"

#include <gtest/gtest.h>

#include "tests/wire/fuzz.h"

namespace wardtwin::wire {
namespace {

constexpr std::string_view kText =
    R"({"device":"${device}","seq":${seq},"at":${at},"due":${due},"alarm":${alarm},"hr":${heart_rate},"pad":"${pad}"})";

Values some_values() {
  Values v;
  v.text(Slot::device) = "bed \"1\"";
  v.number(Slot::seq) = 4'294'967'295;
  v.number(Slot::at) = 12'500'000;
  v.number(Slot::due) = 1'769'860'800'123'456;
  v.number(Slot::alarm) = 3;
  v.number(Slot::heart_rate) = 72.25;
  return v;
}

TEST(Payload, SlotsAreFilledAndPadded) {
  Template t;
  ASSERT_EQ(Template::compile(kText, t), "");
  std::string out = "before";
  t.render(out, some_values(), 200);
  EXPECT_EQ(out.size(), 206u);
  EXPECT_TRUE(out.starts_with(
      R"(before{"device":"bed \"1\"","seq":4294967295,"at":12500000,"due":1769860800123456,)"
      R"("alarm":3,"hr":72.2,"pad":"000)"))
      << out;
  EXPECT_TRUE(out.ends_with(R"(0"})"));
  EXPECT_TRUE(t.has(Slot::alarm));
  EXPECT_FALSE(t.has(Slot::spo2));
}

TEST(Payload, StampComesBack) {
  Template t;
  ASSERT_EQ(Template::compile(kText, t), "");
  std::string out;
  t.render(out, some_values());
  Stamp s;
  ASSERT_TRUE(read_stamp(out, s));
  EXPECT_EQ(s.seq, 4'294'967'295u);
  EXPECT_EQ(s.at, 12'500'000);
  EXPECT_EQ(s.due, 1'769'860'800'123'456);
  EXPECT_EQ(s.alarm, 3);
  EXPECT_FALSE(read_stamp(R"({"seq":1,"at":2})", s));
  ASSERT_TRUE(read_stamp(R"({"seq":1,"at":2,"due":3})", s));
  EXPECT_EQ(s.alarm, -1);
}

TEST(Payload, WrongTemplatesAreTold) {
  Template t;
  EXPECT_EQ(Template::compile("${device", t), "a slot ${ has no end");
  EXPECT_EQ(Template::compile("${pad}${pad}", t), "two slots ${pad}");
  EXPECT_EQ(
      Template::compile("${pulse}", t),
      "there is no slot 'pulse'; there are device, class, stream, unit, bed, patient, priority, "
      "kind, "
      "phase, alarm, seq, at, due, heart_rate, respiration, spo2, systolic, temperature, pad");
}

TEST(Payload, MutatedPayloadsAreReadOrRefused) {
  Stream draw({15}, 1, Purpose::test);
  Template t;
  ASSERT_EQ(Template::compile(kText, t), "");
  std::string sample;
  t.render(sample, some_values());
  int sound = 0;
  for (int i = 0; i < 10'000; ++i) {
    Stamp s;
    sound += read_stamp(mutated(sample, draw), s);
  }
  EXPECT_GT(sound, 1000);
}

}  // namespace
}  // namespace wardtwin::wire
