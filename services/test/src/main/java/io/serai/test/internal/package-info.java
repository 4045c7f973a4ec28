/** How a test gets its hub. */
@NullMarked
package io.serai.test.internal;

import org.jspecify.annotations.NullMarked;
