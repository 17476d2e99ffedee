#include "scenarios/report/html/html_report.h"

#include <cmath>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"
#include "scenarios/study/compare.h"
#include "sim/base/error.h"
#include "tests/unit/results/sample.h"

namespace wardtwin::html {
namespace {

using results::sample_results;

std::string page_of(const Results& r) { return html_report({{"a.h5", r}}); }

std::vector<std::string> all_of(const std::string& text, const std::string& pattern) {
  std::vector<std::string> out;
  const std::regex r(pattern);
  for (std::sregex_iterator i(text.begin(), text.end(), r), end; i != end; ++i)
    out.push_back((*i)[1].str());
  return out;
}

std::string section_of(const std::string& page, const std::string& id) {
  const std::size_t from = page.find("<section id=\"" + id + "\">");
  if (from == std::string::npos) return "";
  return page.substr(from, page.find("</section>", from) - from);
}

// Name of the tag that is not closed in its turn; empty if all are. '<' and '>' of texts are escaped.
std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    const std::string tag = page.substr(at + 1, end - at - 1);
    if (tag.empty() || tag[0] == '!' || tag.back() == '/' || tag.starts_with("meta")) continue;
    const bool closes = tag[0] == '/';
    const std::string name = tag.substr(closes, tag.find_first_of(" \n") - closes);
    if (!closes) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return name;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

TEST(HtmlReport, LoadsNothingAndRunsNothing) {
  const std::string page = page_of(sample_results(3));
  EXPECT_NE(page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\""),
            std::string::npos);
  for (const char* way_out : {"<script", "<link", "<img", "<iframe", " src=", "url(", "@import"})
    EXPECT_EQ(page.find(way_out), std::string::npos) << way_out;
  for (const std::string& target : all_of(page, "href=\"([^\"]*)\"")) EXPECT_EQ(target[0], '#');
}

TEST(HtmlReport, IsWellFormed) {
  EXPECT_EQ(unbalanced(page_of(sample_results(3))), "");
  EXPECT_EQ(unbalanced(page_of(sample_results(1))), "");
  EXPECT_EQ(unbalanced("<p>a<b>c</p>"), "p");
  Results hostile = sample_results(2);
  hostile.model.units[0].name = "<b>\"&'";
  const std::string page = page_of(hostile);
  EXPECT_EQ(unbalanced(page), "");
  EXPECT_EQ(page.find("<b>\"&"), std::string::npos);
}

TEST(HtmlReport, EveryChartHasTitleAndWords) {
  const std::string page = page_of(sample_results(3));
  const auto alts = all_of(page, "role=\"img\" aria-label=\"([^\"]*)\"");
  const auto titles = all_of(page, "<figcaption>([^<]+)</figcaption>");
  EXPECT_GE(alts.size(), 10u);
  EXPECT_EQ(alts.size(), titles.size());
  for (const auto& a : alts) EXPECT_GT(a.size(), 20u);
  // no number that is none; "Provenance" is a word
  EXPECT_TRUE(all_of(page, "[^a-z](nan|inf)[^a-z]").empty());
}

TEST(HtmlReport, LinksLeadToSections) {
  const std::string page = page_of(sample_results(2));
  const auto ids = all_of(page, "<section id=\"([^\"]*)\"");
  const std::set<std::string> known(ids.begin(), ids.end());
  for (const std::string& target : all_of(page, "href=\"#([^\"]*)\""))
    EXPECT_TRUE(known.contains(target)) << target;
}

TEST(HtmlReport, SaysTheVerdictsAndWhatIsMissed) {
  const std::string page = page_of(sample_results(3));
  EXPECT_NE(page.find("<p class=\"question\">What do 12 beds need?</p>"), std::string::npos);
  EXPECT_NE(
      page.find("No: of 3 requirements 1 met, 1 not met, 1 not decided. Not met: alarms "
                "delivered: 98.3 % (95 % interval 97.1 % .. 99 %) where ≥ 99.9 % is asked for."),
      std::string::npos);
  Results good = sample_results(3);
  for (auto& r : good.requirements) r.verdict = results::Verdict::met;
  EXPECT_NE(page_of(good).find("Yes: all 3 requirements are met."), std::string::npos);
}

TEST(HtmlReport, WithoutDataASectionSaysWhatFillsIt) {
  Results r;
  r.run.scenario_name = "empty";
  r.replications.resize(2);
  const std::string page = page_of(r);
  EXPECT_EQ(page.find("<figure"), std::string::npos);
  const std::vector<std::pair<std::string, std::string>> sentences{
      {"requirements", "fills this table"}, {"alarms", "fill this section"},
      {"pathways", "fill this one"},        {"beds", "fill this section"},
      {"staff", "fill this section"},       {"flows", "fill this section"},
      {"network", "fills this one"},        {"floor", "draws the floor plan"},
      {"failures", "fill this chart"},      {"cost", "prices equipment and nurses"},
      {"comparison", "fill this section"}};
  for (const auto& [id, words] : sentences)
    EXPECT_NE(section_of(page, id).find(words), std::string::npos) << id;
  r.replications.clear();
  EXPECT_THROW(page_of(r), InputError);
}

// Two replications, {1 s, 3 s} and {1 s, 1 s} with two that never came.
TEST(HtmlReport, AccountsForEveryPatient) {
  Results r = sample_results(2);
  for (std::size_t k = 0; k < 2; ++k) {
    auto& u = r.replications[k].units[0];
    u.there_at_start = 10 + k, u.arrived = 200, u.moved_in = 3, u.left = 190, u.died = 4;
    u.moved_out = 6, u.sent_away = 2, u.there = 11 + k, u.diverted = 1;
  }
  const std::string page = page_of(r);
  const std::size_t at = page.find("Where all patients went");
  ASSERT_NE(at, std::string::npos);
  const std::size_t row = page.find("<tr>", page.find("</thead>", at));
  const auto cells = all_of(page.substr(row, page.find("</tr>", row) - row), "<td>([^<]*)</td>");
  const std::vector<std::string> want{
      r.model.units[0].name, "21", "400", "6", "380", "8", "12", "4", "23", "427", "2"};
  EXPECT_EQ(cells, want);
}

TEST(HtmlReport, DistributionIsTheMeanOverReplicationsAndEndsBelowOneWhereSomeAreMissing) {
  Histogram a, b;
  a.add(1s), a.add(3s);
  b.add(1s), b.add(1s);
  const std::vector<results::Delays> each{{&a, 0}, {&b, 2}};
  const Distribution d = distribution(each);
  // level from one value to the next, and a jump at each
  ASSERT_EQ(d.at_s.size(), 4u);
  for (const std::size_t i : {0u, 1u}) EXPECT_NEAR(d.at_s[i], 1, 0.02);
  for (const std::size_t i : {2u, 3u}) EXPECT_NEAR(d.at_s[i], 3, 0.06);
  EXPECT_DOUBLE_EQ(d.mean[0], 0);
  EXPECT_DOUBLE_EQ(d.mean[1], 0.5);  // 1 of 2 and 2 of 4
  EXPECT_DOUBLE_EQ(d.mean[2], 0.5);
  EXPECT_DOUBLE_EQ(d.mean[3], 0.75);  // 2 of 2 and 2 of 4
  EXPECT_DOUBLE_EQ(d.low[1], 0.5);
  EXPECT_DOUBLE_EQ(d.high[1], 0.5);
  EXPECT_DOUBLE_EQ(d.high[3], 1);  // cut off: a share
  EXPECT_TRUE(distribution({}).at_s.empty());
}

TEST(HtmlReport, RoomsCountTheirOwnAlarms) {
  Results r = sample_results(2);
  std::size_t expected = 0;
  for (const auto& rep : r.replications)
    for (const auto& a : rep.alarms)
      expected += a.alarm.priority != flow::AlarmPriority::low &&
                  (a.end == results::AlarmEnd::delivered || a.end == results::AlarmEnd::lost);
  const std::string count = ", " + std::to_string(expected) + " alarms";
  EXPECT_NE(section_of(page_of(r), "floor").find("<title>room 1: "), std::string::npos);
  EXPECT_NE(section_of(page_of(r), "floor").find(count), std::string::npos);
  for (auto& rep : r.replications) rep.alarms.clear();
  EXPECT_NE(section_of(page_of(r), "floor").find("'record: [alarms]'"), std::string::npos);
}

// One spell of 30 min in 23 h counted.
TEST(HtmlReport, RoomsAddUpTheirBlindMinutes) {
  Results r = sample_results(1);
  r.replications[0].history.blind_spells = {{0, 5000s, 6800s, 0}};
  const auto shown = [&](double minutes) {
    return "room 1: " + report::number(minutes / (82800.0 / 86400)) + " min/d";
  };
  EXPECT_NE(section_of(page_of(r), "floor").find(shown(30)), std::string::npos);
  r.replications[0].history.blind_spells.push_back({1, 5000s, 6800s, 0});
  EXPECT_NE(section_of(page_of(r), "floor").find(shown(60)), std::string::npos);
  r.replications[0].history.blind_spells.clear();
  EXPECT_NE(section_of(page_of(r), "floor").find("No spell of a bed"), std::string::npos);
}

TEST(HtmlReport, SignalIsASquareForEachPoint) {
  Results r = sample_results(1);
  r.model.surroundings.band_signal.clear();
  r.model.surroundings.signal = {{0, 1, 4, 2, 0, -50, -70}, {0, 3, 4, 2, 0, -60, -70}};
  const auto squares = [&] {
    return all_of(section_of(page_of(r), "floor"),
                  "(<rect x=\"[0-9.]+\" y=\"[0-9.]+\" width=\"[0-9.]+\" height=\"[0-9.]+\" "
                  "style=\"fill:var\\(--h[0-9]+\\)\"/>)\n");
  };
  ASSERT_EQ(squares().size(), 2u);
  EXPECT_NE(squares()[0].substr(squares()[0].find("fill")),
            squares()[1].substr(squares()[1].find("fill")));
  r.model.surroundings.band_signal = {{2, {0, 1, 4, 2, 1, -80, -90}}};
  EXPECT_EQ(squares().size(), 3u) << "a map of its own for each family of radios";
  EXPECT_NE(section_of(page_of(r), "floor").find("access point of lorawan"), std::string::npos);
  r.model.surroundings.band_signal.clear();
  r.model.surroundings.signal.clear();
  EXPECT_EQ(squares().size(), 0u);
}

// 1,460 of 1,960 came; the slowest hundredth of those sent never did.
TEST(HtmlReport, RoomsCountTheirMessages) {
  Results r = sample_results(1);
  const auto shown = [&](const char* words) {
    return section_of(page_of(r), "floor").find(words) != std::string::npos;
  };
  EXPECT_TRUE(shown("never")) << "half of an hour's waveforms were lost";
  EXPECT_TRUE(shown(", 1959 messages") || shown(", 1960 messages"));
  for (auto& p : r.replications[0].history.messages.places) p.lost = 0;
  EXPECT_TRUE(shown(", 1459 messages") || shown(", 1460 messages")) << "those that came";
  r.replications[0].history.messages.places.clear();
  EXPECT_TRUE(shown("No messages were counted by room"));
}

TEST(HtmlReport, AFaultIsABarAsLongAsItLasts) {
  Results r = sample_results(1);
  r.replications[0].faults = {{"core", std::chrono::hours(6), std::chrono::hours(12)}};
  const auto width = [&] {
    const std::string part = section_of(page_of(r), "failures");
    const auto found = all_of(part, "width=\"([0-9.]+)\" height=\"[0-9.]+\" class=\"f1\"");
    return found.size() == 1 ? std::stod(found[0]) : 0;
  };
  const double six_hours = width();
  EXPECT_NEAR(six_hours, (760 - 250 - 14) * 6 / 24.0, 0.1);
  r.replications[0].faults[0].until = std::chrono::hours(18);
  EXPECT_NEAR(width(), 2 * six_hours, 0.2);
}

// Written faults are one bar; those that differ have a lane for each replication.
TEST(HtmlReport, FaultsThatAreAlikeAreDrawnOnce) {
  Results r = sample_results(3);
  for (auto& rep : r.replications)
    rep.faults = {{"core", std::chrono::hours(6), std::chrono::hours(12)}};
  const auto bars = [&] {
    return all_of(section_of(page_of(r), "failures"), "(class=\"f1\")").size();
  };
  EXPECT_EQ(bars(), 1u);
  r.replications[1].faults[0].until = std::chrono::hours(13);
  EXPECT_EQ(bars(), 3u);
}

// Series begin when the warm-up has ended, two hours after the run began at 22:00.
TEST(HtmlReport, FansTellTheTimeOfDay) {
  Results r = sample_results(2);
  r.run.starts_s = 22 * 3600;
  r.run.warm_up_s = 2 * 3600;
  for (auto& rep : r.replications)
    rep.series.beds_occupied = {2, std::vector<float>(std::size_t{2 * 1440}, 3)};
  const auto at_left = [&] {
    const auto found = all_of(section_of(page_of(r), "beds"),
                              "<text x=\"66.0\" y=\"[0-9.]+\" text-anchor=\"middle\">([^<]*)<");
    return found.empty() ? std::string() : found[0];
  };
  EXPECT_EQ(at_left(), "00:00");
  r.run.warm_up_s = 6 * 3600;
  EXPECT_EQ(at_left(), "04:00");
}

TEST(HtmlReport, DesignsAreComparedAsTheStudyDoes) {
  const Results a = sample_results(3);
  Results b = sample_results(3);
  for (auto& r : b.replications) r.nurses[1].utilisation -= 0.2;
  const std::string part = section_of(html_report({{"a.h5", a}, {"b.h5", b}}), "comparison");
  EXPECT_NE(part.find("<h3>b.h5 against a.h5</h3>"), std::string::npos);
  bool differs = false;
  for (const auto& d : study::compare("a.h5", a, "b.h5", b, {}).differences) {
    const std::string shown =
        d.unit == "s" ? report::duration(d.difference) : report::number(d.difference);
    EXPECT_NE(part.find("<td>" + shown + "</td><td>" + d.verdict + "</td>"), std::string::npos)
        << d.quantity;
    differs = differs || d.verdict == "less";
  }
  EXPECT_TRUE(differs);
  Results later = sample_results(3);
  later.run.first = 7;
  EXPECT_THROW(html_report({{"a.h5", a}, {"c.h5", later}}), InputError);
}

TEST(HtmlReport, PredictedStandsBesideMeasuredAlsoForLoadsThatTheFitDidNotUse) {
  const results::Results r = sample_results(1);
  EXPECT_EQ(section_of(page_of(r), "endpoints"), "") << "nothing was driven";
  results::Live live = results::sample_live();
  const std::string page = html_report({{"a.h5", r, live}});
  EXPECT_EQ(unbalanced(page), "");
  const std::string part = section_of(page, "endpoints");
  EXPECT_NE(part.find("mqtt://127.0.0.1:1883"), part.npos);
  EXPECT_NE(part.find("connection refused"), part.npos);
  EXPECT_NE(part.find("4000/s, fitted"), part.npos);
  EXPECT_NE(part.find("9000/s, not used"), part.npos);
  EXPECT_NE(part.find("+2.5 %"), part.npos) << "410 us predicted, 400 measured";
  EXPECT_NE(part.find("+5.0 %"), part.npos) << "210 us predicted, 200 measured";
  live.loads[1].predicted_p95_s = 8e-4;
  const std::string other = section_of(html_report({{"a.h5", r, live}}), "endpoints");
  EXPECT_NE(other.find("+100.0 %"), other.npos);
  live.fits.clear();
  const std::string unfitted = section_of(html_report({{"a.h5", r, live}}), "endpoints");
  EXPECT_NE(unfitted.find("wardtwin calibrate"), unfitted.npos) << "what fills it";
}

TEST(Svg, LongNamesAreCutBetweenLettersAndToldInFull) {
  const std::string name(40, 'w'), umlauts = "größe" + std::string(33, 'w');
  Rows rows({"title", "alt"}, "x", {0, 1}, [](double) { return std::string(); });
  rows.row(name);
  rows.row(umlauts);
  rows.row("short");
  const std::string drawn = rows.figure();
  EXPECT_NE(drawn.find("<title>" + name + "</title>"), std::string::npos);
  EXPECT_NE(drawn.find(">" + std::string(33, 'w') + "…<"), std::string::npos);
  EXPECT_NE(drawn.find(">größe" + std::string(28, 'w') + "…<"), std::string::npos);
  EXPECT_EQ(drawn.find("<title>short"), std::string::npos);
}

TEST(Svg, TicksAreRoundAndWithinTheScale) {
  EXPECT_EQ((Scale{0, 10}.ticks(5)), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_FALSE(std::signbit(Scale{0, 10}.ticks(5)[0])) << "no -0";
  EXPECT_EQ((Scale{1e-3, 1e2, true}.ticks(9)), (std::vector<double>{1e-3, 1e-2, 0.1, 1, 10, 100}));
  EXPECT_DOUBLE_EQ(from_zero(28).high, 30);
  EXPECT_DOUBLE_EQ((Scale{1, 100, true}.share(10)), 0.5);
  EXPECT_DOUBLE_EQ((Scale{0, 4}.share(9)), 1);
}

}  // namespace
}  // namespace wardtwin::html
