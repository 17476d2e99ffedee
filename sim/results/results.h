#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/flow/building.h"
#include "sim/results/alarm_statistics.h"
#include "sim/results/history.h"

/// What a run yields, as plain structs in the order in which data travels. The writer stores
/// exactly this, the reader gives exactly this back; sim/results/schema.h says name, unit and
/// meaning of each field. Indices point into the vectors of Model. A quantity that does not exist
/// is NaN, a time that did not come is kNever. Shares count from the end of warm-up to the end of
/// the run.
namespace wardtwin::results {

/// Names and places: what the rows of every Replication are rows of.
struct Model {
  struct Unit {
    std::string name;
    std::uint32_t beds = 0, nurses = 0;
  };
  struct Device {
    std::string name, device_class;
    std::uint32_t bed = flow::kNone, room = flow::kNone;
  };
  struct Battery {  ///< a class of devices that run on one
    std::string name;
    std::uint32_t devices = 0;
    double capacity_wh = 0;
  };
  struct Locator {
    std::string name, technology;
    std::uint32_t tags = 0;
  };
  struct Equipment {  ///< pieces of one kind that were bought
    std::string kind, name;
    double count = 0, buy = 0, life_years = 1, upkeep_per_year = 0;  ///< all but count: of one
    double to_buy() const { return count * buy; }
    double per_year() const { return count * (buy / life_years + upkeep_per_year); }
  };
  struct Flow {
    std::string name, device_class, stream, radio;
    std::uint32_t devices = 0;
  };
  struct AccessPoint {
    std::string name, radio, channel;
    Position at;
  };
  struct Gateway {
    std::string name;
    Position at;
  };
  struct Port {
    std::string name;
  };  ///< of a switch, or a link
  struct Server {
    std::string name, tier;
  };
  struct Resource {
    std::string name, kind, unit, role;
  };  ///< that pathways share
  struct Pathway {
    std::string name;
    double target_s = 0;  ///< 0: none
  };
  struct Step {
    std::string name;
    std::uint32_t pathway = 0;
  };

  flow::Building building;
  std::vector<Unit> units;
  std::vector<Device> devices;
  std::vector<Battery> batteries;
  std::vector<Equipment> equipment;
  std::vector<Flow> flows;
  std::vector<AccessPoint> access_points;
  std::vector<Locator> locators;
  std::vector<Gateway> gateways;
  std::vector<Port> ports;
  std::vector<Server> servers;
  std::vector<Resource> resources;
  std::vector<Pathway> pathways;
  std::vector<Step> steps;
  Surroundings surroundings;
};

struct Unit {
  double beds_occupied_mean = 0;  ///< over time
  std::uint64_t admissions = 0, discharges = 0, turned_away = 0;
  std::uint64_t waited = 0;                 ///< admissions that had to wait for a bed
  double wait_mean_s = 0;                   ///< over all admissions, s
  double monitored_min = 0, blind_min = 0;  ///< bed-minutes under a monitor; of these, not heard
  // there_at_start + arrived + moved_in = left + died + moved_out + sent_away + there
  std::uint64_t there_at_start = 0, arrived = 0, moved_in = 0, left = 0, died = 0, moved_out = 0,
                sent_away = 0, there = 0;
  std::uint64_t diverted = 0;  ///< would have arrived, but were sent elsewhere on the way
};

struct Nurses {              ///< of one unit
  double hours = 0;          ///< nurse-hours on duty
  double utilisation = 0;    ///< share of these in any activity
  std::uint64_t alarms = 0;  ///< pushed to a nurse
  double walking_m = 0;
  double overtime_h = 0;     ///< of `hours`, after the end of a shift
  double cost_per_year = 0;  ///< in the scenario's currency
  double patients_each = 0;  ///< occupied beds per nurse on duty
  /// Planned tasks that came up, that were left to the next shift, that nobody did.
  std::uint64_t planned = 0, handed_on = 0, undone = 0;
};

struct NurseActivity {
  std::uint32_t unit = 0;
  std::string activity;
  double share = 0;
};

/// Score of a set of observations: 0; 1-4; 5-6 or 3 in one parameter; 7 and more.
enum class ScoreBand : std::uint8_t { none, low, urgent, emergency };
inline constexpr int kScoreBands = 4;

struct EarlyWarning {  ///< of one unit with observations
  std::uint32_t unit = 0;
  std::uint64_t admissions = 0, sets = 0, after_alarms = 0;
  std::array<std::uint64_t, kScoreBands> scores{};  ///< sets
  std::uint64_t urgent = 0, emergency = 0, reviewed_in_time = 0;
  std::uint64_t team_calls = 0, called = 0, called_again = 0;
  std::uint64_t episodes = 0, recognised = 0, passed_unseen = 0;
  std::uint64_t arrests = 0, arrests_unseen = 0, transfers = 0;
  Histogram late, review, detection;
};

struct Responder {  ///< doctors, emergency team
  std::string role;
  double hours = 0;        ///< on duty
  double utilisation = 0;  ///< share of these on the way or at a bed
  std::uint64_t calls = 0;
};

struct Pathway {  ///< there_at_start + arrived = left + died + unserved + turned_away + there
  std::uint64_t there_at_start = 0, arrived = 0, left = 0, died = 0, unserved = 0, turned_away = 0,
                there = 0;
  std::uint64_t no_show = 0, returned = 0, in_target = 0;
  Histogram time;  ///< in system
};

struct Step {
  std::uint64_t begun = 0, unserved = 0, turned_away = 0;
  double inside_mean = 0;  ///< patients, over time
  Histogram wait;
};

struct Resource {
  double utilisation = 0;  ///< in use over on duty; NaN: unlimited
  double busy_mean = 0, on_duty_mean = 0, queue_mean = 0, queue_max = 0;
  double work_ratio = 0;  ///< lengths of the steps begun, over unit-hours on duty
  double on_duty_h = 0, overtime_h = 0;
  double cost_per_year = 0;
  std::uint64_t waited = 0;
  Histogram wait;
};

/// One resource in one quarter-hour of the day, averaged over the days.
struct Quarter {
  std::uint32_t resource = 0, quarter = 0;
  double busy = 0, on_duty = 0;
};

/// Share of time with exactly so many units of a resource in use.
struct Level {
  std::uint32_t resource = 0, in_use = 0;
  double share = 0;
};

struct Flow {
  flow::Ledger ledger;
  std::uint64_t in_flight = 0;  ///< under way when the run ended
  Histogram delay;              ///< from generation to the end of the flow
};

/// What the devices of a class draw from their batteries, mean over devices and time; W.
struct Battery {
  double baseline_w = 0;  ///< without the radio, or with it where it is not known apart
  double sleep_w = 0, wake_w = 0, receive_w = 0, transmit_w = 0;  ///< of the radio, by state
  double self_discharge_w = 0;
  double lifetime_s = 0, shortest_s = 0;  ///< at mean power; of the device that draws most
  double swaps_per_day = 0, nurse_min_per_day = 0;
  double dead_share = 0;  ///< of a device's time, between empty and swapped
};

/// What a location service made of its tags' messages.
struct Locator {
  std::uint64_t positions = 0, blocked = 0, in_rooms = 0, wrong_room = 0;
  double error_median_m = 0, error_p90_m = 0;
  double interval_s = 0, age_mean_s = 0, age_p95_s = 0;
};

/// What the air of a channel was used for, as an access point (or gateway radio) counts it.
enum class Airtime : std::uint8_t { data, control, collision, beacon, foreign };
inline constexpr int kAirtimes = 5;

struct AccessPoint {
  std::array<double, kAirtimes>
      airtime{};    ///< share of time; their sum is `busy` unless they overlap
  double busy = 0;  ///< share of time the channel is not idle
  double stations_mean = 0, stations_max = 0;
  std::uint64_t attempts = 0, retries = 0, collisions = 0,
                drops = 0;  ///< collisions: of the attempts
  double down_s = 0;
  std::uint64_t frames = 0, requests = 0;  ///< in the attempts; block acknowledgements asked for
  /// Between two departures of one station; NaN but where a source is saturated.
  double service_mean_s = std::numeric_limits<double>::quiet_NaN();
  double service_p50_s = service_mean_s, service_p99_s = service_mean_s;
};

struct Gateway {
  double utilisation = 0, queue_mean = 0, queue_max = 0;  ///< queue in messages
  std::uint64_t processed = 0;
  std::array<std::uint64_t, flow::kTrafficClasses> overflow{};
  double down_s = 0;
  double blind_s = 0, split_s = 0;  ///< nobody served its ward; it and its standby both did
  std::uint64_t takeovers = 0;
  double detection_s = 0, failover_s = 0;  ///< longest, from the failure
  double drain_s = 0;                      ///< longest, from the way being restored
  std::uint64_t handshakes = 0, wasted = 0, refused = 0;
  double reconnect_s = 0;          ///< longest that a device was without a session
  std::uint64_t local_alarms = 0;  ///< that it took itself, with nothing leading to their manager
  double alone_s = 0;              ///< time in which it did
};

struct Port {
  double utilisation = 0;
  std::uint64_t drops = 0;
};
struct Server {
  double utilisation = 0, queue_mean = 0, queue_max = 0;
  std::uint64_t processed = 0;
};

struct AlarmManager {
  std::uint64_t received = 0, pushed = 0, escalations = 0, acknowledged = 0, unanswered = 0;
  std::uint64_t forged = 0,
                masked = 0;  ///< by false readings: false alarms raised, true ones hidden
  /// Raised by answers of services; of these, of stable patients.
  std::uint64_t by_services = 0, by_services_false = 0;
  /// By clocks that are wrong: alarms whose stamp is off; that seem late and are not; that seem to
  /// come before they were raised.
  std::uint64_t stamped_wrong = 0, seem_late = 0, seem_early = 0;
  double stamp_error_s = 0;  ///< largest
};

/// Minutes in which an occupied, monitored bed sent nothing, by what caused it.
struct Blind {
  std::string cause;
  double bed_minutes = 0;
};
struct Fault {
  std::string what;
  Time at{0}, until = kNever;
};
/// The model was used outside its stated range, or another thing to check before trusting.
struct Warning {
  std::string model, text;
  std::uint64_t count = 0;
  Time first_at{0};
};

/// One value per minute and column; row r covers [r, r+1) minutes. Values row after row.
struct Series {
  std::uint32_t columns = 0;
  std::vector<float> values;
  std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
};

struct SeriesSet {
  Series beds_occupied;  ///< per unit
  Series nurses_busy;    ///< per unit
  Series messages;       ///< one column, delivered in the minute
  Series airtime;        ///< per access point, busy share
  Series gateway_queue;  ///< per gateway, messages waiting, mean of the minute
  Series infected;       ///< one column, hosts that malware has; no rows where nothing can spread
};

struct Replication {
  std::vector<Unit> units;
  std::vector<Nurses> nurses;  ///< per unit
  std::vector<NurseActivity> nurse_activities;
  std::vector<EarlyWarning> early_warning;
  std::vector<Responder> responders;
  std::vector<Pathway> pathways;
  std::vector<Step> steps;
  std::vector<Resource> resources;
  std::vector<Quarter> quarters;
  std::vector<Level> levels;
  std::vector<Battery> batteries;
  std::vector<Flow> flows;
  std::vector<AccessPoint> access_points;
  std::vector<Locator> locators;
  std::vector<Gateway> gateways;
  std::vector<Port> ports;
  std::vector<Server> servers;
  AlarmManager alarm_manager;
  AlarmStatistics alarm_statistics;            ///< what the tables need; constant in size
  std::vector<AlarmRecord> alarms;             ///< the log; empty where it was streamed to the file
  std::vector<flow::LinkChange> link_changes;  ///< likewise
  std::vector<Blind> blind;
  std::vector<Fault> faults;
  SeriesSet series;
  History history;
  std::vector<Warning> warnings;

  std::uint64_t events = 0;
  double simulated_s = 0;  ///< from start to end, warm-up included
  double wall_s = 0;
  std::uint64_t peak_memory_bytes = 0;
  std::uint64_t event_hash = 0;  ///< of the event log, equal for equal runs
};

enum class Verdict : std::uint8_t { met, not_met, not_decided };

/// What a share that must not be passed allows in one run (minutes, alarms, messages), and what of
/// it was used: the mean over replications with its 95 % interval. NaN: no such requirement.
struct Budget {
  std::string unit;
  double allowed = std::numeric_limits<double>::quiet_NaN();
  double spent = allowed, low = allowed, high = allowed;
  double left() const { return allowed - spent; }
};

struct Requirement {
  std::string name, unit;
  double limit = 0;
  bool at_most = true;  ///< value must be <= limit; otherwise >=
  double value = 0, low = 0, high = 0;
  Verdict verdict = Verdict::not_decided;
  Budget budget;
};

/// How a precision that was asked for came out: the 95 % interval of its metric and the half width
/// it may have, as a share of the value where `relative`.
struct Precision {
  std::string name, unit;  ///< as asked for; of value, low and high
  double value = 0, low = 0, high = 0;
  double allowed = 0;
  bool relative = true, met = false;
};

struct Run {
  std::string scenario_name, scenario_text;  ///< text as run, defaults filled in
  std::string question;                      ///< what the scenario asks; may be empty
  std::string machine;                       ///< processor and system; empty where left out
  std::string program, created_utc;          ///< e.g. "wardtwin 0.1.0", "2026-01-31T12:00:00Z"
  std::uint64_t seed = 0;
  std::uint32_t replications = 1;  ///< asked for
  std::uint32_t first = 0;         ///< number of the first replication
  double warm_up_s = 0;
  std::string warm_up_chosen;  ///< how the warm-up was found; empty where it was written
  std::string currency;        ///< of costs; empty where none was told
  double starts_s = 0;         ///< time of day at the start; 0 too where the file is older than 1.1
  double late_after_s = 10;    ///< an alarm later than this at the handset is late
  double wall_s = 0;           ///< of the whole run
};

struct Results {
  Run run;
  Model model;
  std::vector<Replication> replications;  ///< those that were finished
  std::vector<Requirement> requirements;
  std::vector<Precision> precision;
  bool complete = true;  ///< false: the run was interrupted
};

}  // namespace wardtwin::results

namespace wardtwin {

template <>
inline constexpr auto words<results::Airtime> = std::array{
    Word{results::Airtime::data, "data"}, Word{results::Airtime::control, "control"},
    Word{results::Airtime::collision, "collision"}, Word{results::Airtime::beacon, "beacon"},
    Word{results::Airtime::foreign, "foreign"}};

template <>
inline constexpr auto words<results::ScoreBand> = std::array{
    Word{results::ScoreBand::none, "zero"}, Word{results::ScoreBand::low, "low"},
    Word{results::ScoreBand::urgent, "urgent"}, Word{results::ScoreBand::emergency, "emergency"}};

template <>
inline constexpr auto words<results::Verdict> =
    std::array{Word{results::Verdict::met, "met"}, Word{results::Verdict::not_met, "not met"},
               Word{results::Verdict::not_decided, "not decided"}};

}  // namespace wardtwin
