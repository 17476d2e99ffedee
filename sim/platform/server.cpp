#include "sim/platform/server.h"

#include <utility>

#include "sim/base/error.h"

namespace wardtwin::platform {

Server::Server(const ServerDef& def, std::span<const flow::Source> sources, std::size_t flows,
               Time warm_up, Seed seed, std::uint64_t entity)
    : def_(def),
      sources_(sources),
      statistics_(flows, warm_up),
      draws_(seed, entity, Purpose::server_service),
      cores_(def.cores) {
  if (def_.service.law == Distribution::Law::constant)
    fixed_service_ = from_seconds(def_.service.p[0]);
}

void Server::receive(const flow::Frame& frame) {
  __builtin_prefetch(&sources_[frame.source]);  // looked at when its service ends
  if (down_) {
    if (!def_.persistent)
      statistics_.lost(sources_[frame.source], frame, flow::LossCause::server_down);
    else if (jobs_.size() >= static_cast<std::size_t>(def_.queue))
      statistics_.lost(sources_[frame.source], frame, flow::LossCause::server_overflow);
    else
      jobs_.push({kNever, kNever, frame});
    return;
  }
  run(frame.at);
  enqueue(frame, frame.at);
}

void Server::enqueue(const flow::Frame& frame, Time at) {
  // starts are in order of arrival, so those that wait are the ones behind the last started
  while (started_ < jobs_.size() && jobs_[started_].start <= at) ++started_;
  const bool must_wait = cores_.first_free() > at;
  if (must_wait && jobs_.size() - started_ >= static_cast<std::size_t>(def_.queue)) {
    statistics_.lost(sources_[frame.source], frame, flow::LossCause::server_overflow);
    return;
  }
  const Time service = service_of(frame.source);
  const Time start = cores_.start(at, service);
  jobs_.push({start, start + service, frame});
}

Time Server::service_of(flow::SourceIndex source) {
  const Time own =
      def_.service.law == Distribution::Law::constant ? fixed_service_ : def_.service.time(draws_);
  return added_.empty() ? own : own + added_[source];
}

void Server::deliver(const Job& job) {
  const flow::Source& source = sources_[job.frame.source];
  statistics_.delivered(source.flow, job.frame.created, job.finish, source.payload_bytes);
  if (log_) log_->delivered(source, job.frame, job.finish);
  busy_ += job.finish - job.start;
}

void Server::run(Time until) {
  if (down_) return;
  while (!jobs_.empty() && jobs_.front().finish < until) {
    if (log_) {  // what the next ones touch is on its way from memory
      if (jobs_.size() > 6) log_->call(sources_[jobs_[6].frame.source]);
      if (jobs_.size() > 3) log_->fetch(sources_[jobs_[3].frame.source]);
    }
    deliver(jobs_.front());
    jobs_.pop();
    if (started_ > 0) --started_;
  }
}

void Server::down(Time at) {
  if (down_) return;
  run(at);
  Ring<Job> kept;
  for (; !jobs_.empty(); jobs_.pop()) {
    const Job& job = jobs_.front();
    if (job.finish < at)
      deliver(job);
    else if (def_.persistent)
      kept.push(job);
    else
      statistics_.lost(sources_[job.frame.source], job.frame, flow::LossCause::server_down);
  }
  std::swap(jobs_, kept);
  down_ = true;
}

void Server::up(Time at) {
  if (!down_) return;
  down_ = false;
  cores_.idle_from(at);
  started_ = 0;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    Job& job = jobs_[i];
    const Time service = service_of(job.frame.source);
    job.start = cores_.start(at, service);
    job.finish = job.start + service;
  }
}

}  // namespace wardtwin::platform
