// What the published priors (app/domain/lifetime/published-priors.ts) were estimated from:
//
//   node test/sweeps/priors.ts
//
// Fits every model to the whole of each public data set by maximum likelihood and prints one JSON object: the logarithms of the
// parameters with their standard errors, whether drop-out shows, and the published prior beside them. The table in that file is
// this output, and test/reference/priors.test.ts holds the two together. The data lie beside the repository (shared/data).
import { publicFits } from '../reference/public-fits.ts';

console.log(JSON.stringify({ sweep: 'priors', models: publicFits() }));
