/** What delivery keeps in the work and control tables, and the versioned bytes of it. */
@NullMarked
package io.serai.delivery.internal.rows;

import org.jspecify.annotations.NullMarked;
