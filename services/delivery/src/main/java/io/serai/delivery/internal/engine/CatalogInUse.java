package io.serai.delivery.internal.engine;

import io.serai.delivery.Catalog;

/** The newest catalogue. Any thread. */
final class CatalogInUse {

    private volatile Catalog catalog;

    CatalogInUse(Catalog catalog) {
        this.catalog = catalog;
    }

    void use(Catalog newest) {
        catalog = newest;
    }

    Catalog get() {
        return catalog;
    }
}
