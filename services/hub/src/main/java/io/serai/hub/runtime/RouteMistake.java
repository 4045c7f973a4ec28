package io.serai.hub.runtime;

import java.time.Instant;

/**
 * Why a change of the routes folder has not been taken over.
 *
 * @param file that is to be mended
 * @param line from 1 on; 0 where it is not of a line
 * @param key the element or key; empty where it is not of one
 * @param message with place, value and way out
 * @param since when the file was found to be so
 */
public record RouteMistake(String file, int line, String key, String message, Instant since) {}
