/** The way in: schemas of the catalogue, and what is kept because it can never become an event. */
@NullMarked
package io.serai.delivery.internal.publish;

import org.jspecify.annotations.NullMarked;
