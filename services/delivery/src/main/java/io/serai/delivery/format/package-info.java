/** CloudEvents as text: the JSON format, in and out, and what the specification allows in attributes. */
@NullMarked
package io.serai.delivery.format;

import org.jspecify.annotations.NullMarked;
