package io.serai.delivery.config;

/**
 * Where a value stands.
 *
 * @param line from 1 on; 0 where there are no lines
 */
record Place(String file, int line) {

    @Override
    public String toString() {
        return line == 0 ? file : file + ", line " + line;
    }
}
