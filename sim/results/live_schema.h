#pragma once

#include "sim/results/columns.h"
#include "sim/results/live.h"

/// Columns of the tables of live.h; see schema.h.
namespace wardtwin::results {

template <>
inline constexpr auto columns<LiveTarget> = std::tuple{
    column("target", &LiveTarget::target, "none", "where messages went"),
    column("connections", &LiveTarget::connections, "1", "connections that were to be kept"),
    column("most_open", &LiveTarget::most_open, "1", "open at one time"),
    column("connects", &LiveTarget::connects, "1", "times a connection was made"),
    column("failures", &LiveTarget::failures, "1", "times none could be made"),
    column("resumed", &LiveTarget::resumed, "1", "of those made, sessions that went on"),
    column("closed_by_us", &LiveTarget::closed_by_us, "1",
           "because the scenario cut the device off"),
    column("closed_by_peer", &LiveTarget::closed_by_peer, "1", "for any other reason"),
    column("from", &LiveTarget::from_s, "s", "simulated time at which sending began"),
    column("until", &LiveTarget::until_s, "s", "simulated time at which it ended"),
    column("speed", &LiveTarget::speed, "1", "simulated over wall time"),
    column("wall", &LiveTarget::wall_s, "s", "wall time of the sending"),
    column("send_cpu", &LiveTarget::send_cpu_s, "s", "processor time of the thread that sends"),
    column("connect", &LiveTarget::connect, "s", "from wanting a connection to having it")};

template <>
inline constexpr auto columns<LiveFlow> = std::tuple{
    column("flow", &LiveFlow::flow, "1",
           "row of /model/devices/flows; 4294967295: moves of patients"),
    column("target", &LiveFlow::target, "1", "row of targets"),
    column("simulated", &LiveFlow::simulated, "1", "messages that radio or cable brought"),
    column("sent", &LiveFlow::sent, "1", "written to a connection, each once"),
    column("sent_bytes", &LiveFlow::sent_bytes, "B", "payload of these"),
    column("acknowledged", &LiveFlow::acknowledged, "1", "by the target"),
    column("rejected", &LiveFlow::rejected, "1", "refused by the target for good"),
    column("dropped", &LiveFlow::dropped, "1",
           "no room in the device, or the end came, while it had no connection"),
    column("withheld", &LiveFlow::withheld, "1", "beyond the limit of messages a second"),
    column("received", &LiveFlow::received, "1", "different ones, by the program's own subscriber"),
    column("duplicates", &LiveFlow::duplicates, "1", "received again"),
    column("out_of_order", &LiveFlow::out_of_order, "1",
           "received after a later one of the same device"),
    column("late", &LiveFlow::late, "s", "the program's own: from due to written"),
    column("publish", &LiveFlow::publish, "s",
           "from due to written, also where there was no connection or no room at first"),
    column("acknowledge", &LiveFlow::acknowledge, "s", "from due to acknowledged"),
    column("end_to_end", &LiveFlow::end_to_end, "s", "from due to received")};

template <>
inline constexpr auto columns<LiveError> =
    std::tuple{column("target", &LiveError::target, "1", "row of targets"),
               column("cause", &LiveError::cause, "none", "what went wrong"),
               column("count", &LiveError::count, "1", "how often")};

template <>
inline constexpr auto columns<LiveFit> = std::tuple{
    column("cores", &LiveFit::cores, "1", "messages that the gateway works on at one time"),
    column("service", &LiveFit::service_s, "s", "mean work on a message"),
    column("service_sd", &LiveFit::service_sd_s, "s", "its standard deviation"),
    column("around", &LiveFit::around_s, "s", "mean time of all that is not the gateway"),
    column("around_sd", &LiveFit::around_sd_s, "s", "its standard deviation"),
    column("misfit", &LiveFit::misfit, "1",
           "root mean square of differences of logarithms of quantiles, fitted loads")};

template <>
inline constexpr auto columns<LiveLoad> =
    std::tuple{column("name", &LiveLoad::name, "none", "file of the drive"),
               column("rate", &LiveLoad::rate, "1/s", "messages a second"),
               column("fitted", &LiveLoad::fitted, "1", "1: the fit used it; 0: it did not"),
               column("lost", &LiveLoad::lost, "1", "messages sent and not received"),
               column("p50", &LiveLoad::p50_s, "s", "measured, from due to received"),
               column("p95", &LiveLoad::p95_s, "s", "measured"),
               column("p99", &LiveLoad::p99_s, "s", "measured"),
               column("predicted_p50", &LiveLoad::predicted_p50_s, "s", "of the fitted gateway"),
               column("predicted_p95", &LiveLoad::predicted_p95_s, "s", "of the fitted gateway"),
               column("predicted_p99", &LiveLoad::predicted_p99_s, "s", "of the fitted gateway")};

}  // namespace wardtwin::results
