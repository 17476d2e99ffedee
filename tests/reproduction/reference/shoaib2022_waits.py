"""Waits of outpatients in Shoaib and Ramamohan (2022), configuration 1, by another program (SimPy 3).

Public code reads the laboratory flag and age of the patient who registered last instead of the
patient's own, which sends patients to the laboratory in bunches. With that (`shared`) the published
waits come out, without it (`own`) those of a model in which each patient has a flag of its own.

    /usr/bin/python3 shoaib2022_waits.py        (Debian: python3-simpy3)
"""

import random
import statistics

import simpy

DAY, OPENING, REPLICATIONS, DAYS = 1440, 360, 20, 365


def normal_above(mean, sd, least):
    while True:
        x = random.gauss(mean, sd)
        if x >= least:
            return x


def replication(shared, seed):
    random.seed(seed)
    env = simpy.Environment()
    nurse, laboratory, pharmacy = (simpy.Resource(env, 1) for _ in range(3))
    doctor = simpy.Resource(env, 2)
    waits = {nurse: [], doctor: [], laboratory: [], pharmacy: []}
    last = {}

    def served(resource, time):
        asked = env.now
        with resource.request() as request:
            yield request
            waits[resource].append(env.now - asked)
            yield env.timeout(time)

    def draw():
        return {"old": random.random() < 0.44, "test": random.random() < 0.5}

    def visit(after):
        yield env.timeout(after)
        own = draw()
        if (last if shared else own)["old"]:
            yield from served(nurse, random.uniform(2, 5))
        yield from served(doctor, normal_above(0.87, 0.21, 0.3))
        if (last if shared else own)["test"]:
            yield from served(laboratory, normal_above(3.456, 0.823, 2))
        yield from served(pharmacy, normal_above(2.083, 0.72, 0.67))

    def outpatients():
        while True:
            clock = 0
            while clock < OPENING:
                last.update(draw())
                visits, later = random.randint(1, 10), random.randint(3 * DAY, 8 * DAY)
                env.process(visit(0))
                if visits <= 3:
                    env.process(visit(later))
                if visits == 1:
                    env.process(visit(2 * later))
                between = random.expovariate(1 / 4)
                yield env.timeout(between)
                clock += between
            yield env.timeout(120 + 960)

    def antenatal():  # 2/3 a day, one first visit to three others
        while True:
            yield env.timeout(random.expovariate(4 * 2 / 3 / DAY))
            first = random.random() < 0.25
            env.process(served(laboratory, random.gauss(5, 1) if first
                               else normal_above(3.456, 0.823, 2)))

    env.process(outpatients())
    env.process(antenatal())
    env.run(until=DAYS * DAY)
    return statistics.fmean(waits[laboratory]), statistics.fmean(waits[pharmacy])


for shared in (True, False):
    for name, values in zip(("laboratory", "pharmacy"),
                            zip(*(replication(shared, seed) for seed in range(REPLICATIONS)))):
        error = statistics.stdev(values) / len(values) ** 0.5
        print(f"{'shared' if shared else 'own':7} {name:11} {statistics.fmean(values):.4f} min, "
              f"standard error {error:.4f}")
