/// A search tree over nodes that lie in an array, with a value kept for each subtree: order, and O(log n) of everything.
///
/// Balanced by a pseudo-random rank of each node, a function of its index alone, so that a tree needs no storage but two
/// links a node, holds no pointer, and is the same on every machine. Index 0 is no node.
/// Source: Seidel and Aragon, "Randomized search trees", Algorithmica 16, 1996.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct treap_link {
    uint32_t left, right;
};

/// What a tree needs to know of its nodes; `self` is handed through.
struct treap {
    struct treap_link *(*link)(void *self, uint32_t node);
    bool (*before)(void *self, uint32_t a, uint32_t b); // a strict order of all nodes
    void (*update)(void *self, uint32_t node); // the subtree's value from the node's and its children's
};

/// Rank of a node: parents rank above their children. SplitMix64's finaliser.
static inline uint64_t treap_rank(uint32_t node)
{
    uint64_t x = node * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/// Joins two trees, all of `a` before all of `b`.
static inline uint32_t treap_merge(const struct treap *tree, void *self, uint32_t a, uint32_t b)
{
    if (a == 0 || b == 0)
        return a ? a : b;
    if (treap_rank(a) > treap_rank(b)) {
        uint32_t joined = treap_merge(tree, self, tree->link(self, a)->right, b);
        tree->link(self, a)->right = joined;
        tree->update(self, a);
        return a;
    }
    uint32_t joined = treap_merge(tree, self, a, tree->link(self, b)->left);
    tree->link(self, b)->left = joined;
    tree->update(self, b);
    return b;
}

/// Splits a tree into what is before `at` and what is not.
static inline void treap_split(const struct treap *tree, void *self, uint32_t root, uint32_t at,
                               uint32_t *low, uint32_t *high)
{
    if (root == 0) {
        *low = *high = 0;
        return;
    }
    struct treap_link *link = tree->link(self, root);
    if (tree->before(self, root, at)) {
        treap_split(tree, self, link->right, at, &link->right, high);
        *low = root;
    } else {
        treap_split(tree, self, link->left, at, low, &link->left);
        *high = root;
    }
    tree->update(self, root);
}

/// Puts a node in; its links are set here. Returns the new root.
static inline uint32_t treap_insert(const struct treap *tree, void *self, uint32_t root, uint32_t node)
{
    struct treap_link *link;
    if (root == 0 || treap_rank(node) > treap_rank(root)) {
        link = tree->link(self, node);
        treap_split(tree, self, root, node, &link->left, &link->right);
        tree->update(self, node);
        return node;
    }
    link = tree->link(self, root);
    if (tree->before(self, node, root))
        link->left = treap_insert(tree, self, link->left, node);
    else
        link->right = treap_insert(tree, self, link->right, node);
    tree->update(self, root);
    return root;
}

/// Takes a node out that is in the tree. Returns the new root.
static inline uint32_t treap_erase(const struct treap *tree, void *self, uint32_t root, uint32_t node)
{
    struct treap_link *link = tree->link(self, root);
    if (root == node)
        return treap_merge(tree, self, link->left, link->right);
    if (tree->before(self, node, root))
        link->left = treap_erase(tree, self, link->left, node);
    else
        link->right = treap_erase(tree, self, link->right, node);
    tree->update(self, root);
    return root;
}

/// The first node, 0 of an empty tree.
static inline uint32_t treap_first(const struct treap *tree, void *self, uint32_t root)
{
    while (root && tree->link(self, root)->left)
        root = tree->link(self, root)->left;
    return root;
}

/// The first node after `at`, which need not be in the tree; 0 where there is none.
static inline uint32_t treap_after(const struct treap *tree, void *self, uint32_t root, uint32_t at)
{
    uint32_t found = 0;
    while (root) {
        if (tree->before(self, at, root)) {
            found = root;
            root = tree->link(self, root)->left;
        } else {
            root = tree->link(self, root)->right;
        }
    }
    return found;
}
