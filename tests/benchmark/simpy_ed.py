"""The emergency department of patient_flow_benchmark.cpp in SimPy 3, with the same statistics.

    /usr/bin/python3 tests/benchmark/simpy_ed.py        (Debian: python3-simpy3)
"""

import random
import time

import simpy

YEAR = 365 * 24 * 60
CAPACITY = {"clerk": 1, "triage_nurse": 2, "bay": 12, "nurse": 4, "doctor": 4, "xray": 1, "ct": 1,
            "laboratory": 2, "pharmacist": 1, "porter": 2}


class Accounts:
    """Waits, time in use and queue of one resource."""

    def __init__(self, env, capacity):
        self.env, self.resource = env, simpy.Resource(env, capacity)
        self.wait = self.waited = self.granted = 0
        self.area = self.queue_area = self.since = 0.0

    def note(self):
        now = self.env.now
        self.area += self.resource.count * (now - self.since)
        self.queue_area += len(self.resource.queue) * (now - self.since)
        self.since = now

    def take(self):
        asked = self.env.now
        self.note()
        request = self.resource.request()
        yield request
        self.note()
        self.granted += 1
        self.wait += self.env.now - asked
        self.waited += self.env.now > asked
        return request

    def give(self, request):
        self.note()
        self.resource.release(request)


def patient(env, at, times, ends):
    came = env.now

    def step(names, mean):
        held = []
        for name in names:
            held.append((yield from at[name].take()))
        yield env.timeout(random.expovariate(1 / mean))
        ends[0] += 1
        for name, request in zip(names, held):
            at[name].give(request)

    yield from step(["clerk"], 4)
    yield from step(["triage_nurse"], 8)
    bay = yield from at["bay"].take()
    yield from step(["nurse", "doctor"], 20)
    u = random.random()
    if u < 0.3:
        yield from step(["porter", "xray"], 15)
    elif u < 0.4:
        yield from step(["porter", "ct"], 20)
    elif u < 0.7:
        yield from step(["laboratory"], 25)
    yield from step(["pharmacist"], 6)
    at["bay"].give(bay)
    times.append(env.now - came)


def run(seed):
    random.seed(seed)
    env = simpy.Environment()
    at = {name: Accounts(env, n) for name, n in CAPACITY.items()}
    times, ends = [], [0]

    def door():
        while True:
            yield env.timeout(random.expovariate(1 / 12))
            ends[0] += 1
            env.process(patient(env, at, times, ends))

    env.process(door())
    start = time.process_time()
    env.run(until=YEAR)
    spent = time.process_time() - start
    print(f"{spent:.2f} CPU s, {ends[0]} arrivals and ends of service, "
          f"mean time {sum(times) / len(times):.2f} min")


for k in range(3):
    run(k)
