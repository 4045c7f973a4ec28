/** What a run looks at: the nodes' own view while it runs, and everything they kept when it is over. */
@NullMarked
package io.serai.bench.chaos.watch;

import org.jspecify.annotations.NullMarked;
