# BG/NBD by scipy: L-BFGS-B with the analytic gradient, on triplets counted by numpy.unique. Asked line by line:
#   load FILE N          N customers: int32 x, then t_x, then T, in days
#   fit STEP             times in weeks cut to whole STEPs of days (1: exact, 7: whole weeks); the usual tolerances
#   optimum STEP         the same, driven to the end
#   value R ALPHA A B    the mean log-likelihood of the exact data, by gammaln, customer by customer
import json
import resource
import sys
import time

import numpy
import scipy
from scipy.optimize import minimize
from scipy.special import digamma, gammaln


def answer(**of):
    print(json.dumps(of), flush=True)


def unique_triplets(x, tx, T, step):
    tx, T = tx // step, T // step
    spans = int(T.max()) + 1
    key, count = numpy.unique((x.astype(numpy.int64) * spans + tx) * spans + T, return_counts=True)
    upper, now = numpy.divmod(key, spans)
    repeats, last = numpy.divmod(upper, spans)
    return repeats, last * step / 7.0, now * step / 7.0, count.astype(float)


def objective(triplets):
    x, tx, T, n = triplets
    total = n.sum()
    most = int(x.max()) + 1
    steps = numpy.arange(most, dtype=float)
    by_x = numpy.bincount(x, weights=n, minlength=most)
    xf = x.astype(float)

    def of(logs):
        r, alpha, a, b = numpy.exp(logs)
        # What depends on x alone, over the histogram of x.
        per_x = gammaln(r + steps) - gammaln(r) + r * logs[1] + gammaln(a + b) - gammaln(b) + gammaln(b + steps) - gammaln(a + b + steps)
        value = by_x @ per_x
        d_r = by_x @ (digamma(r + steps) - digamma(r)) + total * logs[1]
        both = digamma(a + b) - digamma(a + b + steps)
        d_a = by_x @ both
        d_b = by_x @ (both - digamma(b) + digamma(b + steps))
        now, last = alpha + T, alpha + tx
        log_now, log_last = numpy.log(now), numpy.log(last)
        shape = r + xf
        # Tables over x, which is whole, cost one look-up a row instead of one logarithm; odds above e^700 are certainty.
        chances = numpy.concatenate(([numpy.inf], b + steps[:-1]))
        odds = numpy.exp(numpy.minimum(shape * (log_now - log_last), 700.0)) * (a / chances)[x]
        value += n @ (numpy.log1p(odds) - shape * log_now)
        n_gone = n * (odds / (1.0 + odds))
        n_alive = n - n_gone
        d_r -= n_alive @ log_now + n_gone @ log_last
        d_alpha = total * r / alpha - (n_alive * shape) @ (1.0 / now) - (n_gone * shape) @ (1.0 / last)
        d_a += n_gone.sum() / a
        d_b -= n_gone @ (1.0 / chances)[x]
        return -value / total, -numpy.array([d_r * r, d_alpha * alpha, d_a * a, d_b * b]) / total

    return of


def fit(x, tx, T, step, **options):
    of = objective(unique_triplets(x, tx, T, step))
    return minimize(of, numpy.log([0.5, 7.0, 0.6, 3.0]), jac=True, method="L-BFGS-B", options=options)


def mean_log_likelihood(x, tx, T, r, alpha, a, b):
    tx, T, xf = tx / 7.0, T / 7.0, x.astype(float)
    constant = gammaln(r + xf) - gammaln(r) + r * numpy.log(alpha)
    alive = gammaln(a + b) - gammaln(b) + gammaln(b + xf) - gammaln(a + b + xf) - (r + xf) * numpy.log(alpha + T)
    gone = numpy.where(
        x > 0,
        numpy.log(a) + gammaln(a + b) - gammaln(b) + gammaln(b + numpy.maximum(xf - 1.0, 0.0)) - gammaln(a + b + xf) - (r + xf) * numpy.log(alpha + tx),
        -numpy.inf,
    )
    return float(numpy.mean(constant + numpy.logaddexp(alive, gone), dtype=numpy.longdouble))


def cpu_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return 1000.0 * (usage.ru_utime + usage.ru_stime)


columns = None
answer(scipy=scipy.__version__, numpy=numpy.__version__)
for line in sys.stdin:
    command, *words = line.split()
    if command == "load":
        columns = numpy.fromfile(words[0], dtype=numpy.int32).reshape(3, int(words[1]))
        answer(customers=int(columns.shape[1]))
    elif command == "value":
        answer(value=mean_log_likelihood(*columns, *(float(word) for word in words)))
    else:
        step = int(words[0])
        cpu, wall = cpu_ms(), time.perf_counter()
        tight = {"ftol": 1e-16, "gtol": 1e-11, "maxiter": 1000} if command == "optimum" else {}
        found = fit(*columns, step, **tight)
        wall, cpu = 1000.0 * (time.perf_counter() - wall), cpu_ms() - cpu
        answer(wallMs=wall, cpuMs=cpu, params=numpy.exp(found.x).tolist(), evaluations=int(found.nfev))
