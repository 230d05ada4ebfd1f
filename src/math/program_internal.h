/* program_internal.h - shared by the files that compile and run programs.
 *
 * Compiling has three stages: the expression tree is entered with whole numbers bound
 * (program_compile.c), which builds a graph of values in which equal values are one node
 * (program_graph.c), which is laid out as instructions over few registers (program_emit.c). */
#ifndef EXPLORE_MATH_PROGRAM_INTERNAL_H
#define EXPLORE_MATH_PROGRAM_INTERNAL_H

#include <math.h>
#include <stdint.h>

#include "math/key_map.h"
#include "math/program.h"

/* Lanes worked on before the next instruction: a register is then 2 KiB, and the dozen registers of
 * a formula stay in a first-level cache of 32 KiB. */
#define PROGRAM_BLOCK ((size_t)256)

/* --- instructions --- */

/* V: a value per lane, C: the instruction's constant. */
typedef enum {
    OP_ADD_VV,
    OP_ADD_VC,
    OP_SUB_VV,
    OP_SUB_CV,
    OP_MUL_VV,
    OP_MUL_VC,
    OP_DIV_VV,
    OP_DIV_VC,
    OP_DIV_CV,
    OP_POW_VV,
    OP_POW_VC,
    OP_POW_CV,
    OP_POWER_VC, /* the constant is a whole number */
    OP_NEG,
    OP_ABS,
    OP_SQRT,
    OP_LOG,
    OP_EXP,
    OP_SIN,
    OP_COS,
    OP_TANH,
} ProgramOp;

/* Where an operand lies: a register of scratch or an input. */
typedef struct {
    uint32_t index;
    bool input;
} ProgramPlace;

typedef struct {
    ProgramOp op;
    uint32_t target; /* a register, never one of the operands' */
    ProgramPlace a;
    ProgramPlace b; /* unused by one-operand instructions and those with a constant */
    double constant;
} Instruction;

struct Program {
    Arena *arena; /* holds all of this */
    size_t length;
    Instruction *instructions;
    size_t input_count;
    ProgramInput *inputs;
    size_t registers;
    bool is_constant; /* the result is `constant` */
    double constant;
    ProgramPlace result;
};

/* One lane of the operations that are not plain C. Constants are folded with the same functions, so
 * that a folded value has the bits that running would give. */
static inline double lane_div(double a, double b) {
    /* Added rather than chosen, so that the loop has no branch and becomes vector instructions. */
    double undefined = b == 0.0 ? (double)NAN : 0.0;
    return a / b + undefined;
}

static inline double lane_log(double a) {
    return a > 0.0 ? log(a) : (double)NAN;
}

/* a^b for any real b: exp(b log a), so a must be positive, or 0 with b > 0. */
static inline double lane_pow(double a, double b) {
    /* C's pow(1, NaN) and pow(NaN, 0) are 1. */
    bool defined = (a > 0.0 && b == b) || (a == 0.0 && b > 0.0);
    return defined ? pow(a, b) : (double)NAN;
}

/* a^b for a whole number b other than 0. */
static inline double lane_power(double a, double b) {
    return a == 0.0 && b < 0.0 ? (double)NAN : pow(a, b);
}

/* --- the graph of values --- */

typedef enum {
    NODE_CONSTANT, /* constant */
    NODE_INPUT,    /* a: which input */
    NODE_ADD,
    NODE_SUB,
    NODE_MUL,
    NODE_DIV,
    NODE_POW,
    NODE_POWER, /* b: a constant whole number */
    NODE_NEG,
    NODE_ABS,
    NODE_SQRT,
    NODE_LOG,
    NODE_EXP,
    NODE_SIN,
    NODE_COS,
    NODE_TANH,
} NodeOp;

/* A node's number; operands have smaller numbers than the nodes that use them. */
typedef uint32_t NodeId;
#define NODE_NONE UINT32_MAX

typedef struct {
    NodeOp op;
    NodeId a, b;
    double constant;
} Node;

typedef struct {
    Arena *arena;
    KeyMap known; /* equal nodes and equal inputs are one */
    size_t count, capacity;
    Node *nodes;
    size_t input_count, input_capacity;
    ProgramInput *inputs;
    bool
        full; /* more than PROGRAM_LENGTH_MAX nodes were asked for: every later node is NODE_NONE */
} Graph;

NodeId graph_constant(Graph *graph, double value);
NodeId graph_input(Graph *graph, const Symbol *symbol, long index);
/* An operation on one node. NODE_NONE in, NODE_NONE out, here and below. */
NodeId graph_unary(Graph *graph, NodeOp op, NodeId a);
/* An operation on two nodes. Constants are folded and a difference, product or quotient that
 * changes nothing (x + 0, 1 x, x / 1) disappears. */
NodeId graph_binary(Graph *graph, NodeOp op, NodeId a, NodeId b);
/* a^b: by multiplications when b is a small whole number. */
NodeId graph_pow(Graph *graph, NodeId a, NodeId b);

/* --- laying out --- */

/* The program that computes node `result`. NULL with *why when it is too long. */
Program *program_emit(const Graph *graph, NodeId result, const char **why);

#endif
