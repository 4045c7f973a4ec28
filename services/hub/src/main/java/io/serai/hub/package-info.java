/** The hub as a program: reads its configuration, opens the store, runs the routes and answers people and machines. */
@NullMarked
package io.serai.hub;

import org.jspecify.annotations.NullMarked;
