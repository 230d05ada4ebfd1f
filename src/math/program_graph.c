/* program_graph.c - values of a program before they are laid out: equal values are one node. */
#include <string.h>

#include "math/program_internal.h"

/* Larger powers are left to pow: a multiplication costs about half an ulp, and 32 is eight
 * multiplications at most. */
#define POWER_UNROLLED_MAX 32.0
/* Above this every double is a whole number, so asking makes no sense. */
#define WHOLE_MAX 9007199254740992.0

/* First words of keys that are not operations. */
enum { KEY_INPUT = 1000 };

static uint64_t double_bits(double value) {
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static NodeId graph_node(Graph *graph, Node node) {
    MapKey key = {{(uint64_t)node.op, node.a, node.b, double_bits(node.constant)}};
    uint64_t known = 0;
    if (key_map_get(&graph->known, key, &known)) {
        return (NodeId)known;
    }
    if (graph->count >= PROGRAM_LENGTH_MAX) {
        graph->full = true;
        return NODE_NONE;
    }
    if (graph->count == graph->capacity) {
        size_t capacity = graph->capacity > 0 ? 2 * graph->capacity : 64;
        Node *grown = arena_array(graph->arena, capacity, sizeof *grown);
        if (graph->count > 0) {
            memcpy(grown, graph->nodes, graph->count * sizeof *grown);
        }
        graph->nodes = grown;
        graph->capacity = capacity;
    }
    NodeId id = (NodeId)graph->count++;
    graph->nodes[id] = node;
    key_map_put(&graph->known, key, id);
    return id;
}

NodeId graph_constant(Graph *graph, double value) {
    return graph_node(graph, (Node){.op = NODE_CONSTANT, .constant = value});
}

NodeId graph_input(Graph *graph, const Symbol *symbol, long index) {
    MapKey key = {{KEY_INPUT, key_pointer(symbol), (uint64_t)index, 0}};
    uint64_t known = 0;
    if (!key_map_get(&graph->known, key, &known)) {
        if (graph->input_count == graph->input_capacity) {
            size_t capacity = graph->input_capacity > 0 ? 2 * graph->input_capacity : 8;
            ProgramInput *grown = arena_array(graph->arena, capacity, sizeof *grown);
            if (graph->input_count > 0) {
                memcpy(grown, graph->inputs, graph->input_count * sizeof *grown);
            }
            graph->inputs = grown;
            graph->input_capacity = capacity;
        }
        known = graph->input_count++;
        graph->inputs[known] = (ProgramInput){symbol, index};
        key_map_put(&graph->known, key, known);
    }
    return graph_node(graph, (Node){.op = NODE_INPUT, .a = (NodeId)known});
}

static bool node_constant(const Graph *graph, NodeId id, double *value) {
    *value = graph->nodes[id].constant;
    return graph->nodes[id].op == NODE_CONSTANT;
}

static double fold_unary(NodeOp op, double a) {
    switch (op) {
    case NODE_NEG: return -a;
    case NODE_ABS: return fabs(a);
    case NODE_SQRT: return sqrt(a);
    case NODE_LOG: return lane_log(a);
    case NODE_EXP: return exp(a);
    case NODE_SIN: return sin(a);
    case NODE_COS: return cos(a);
    case NODE_TANH: return tanh(a);
    case NODE_CONSTANT:
    case NODE_INPUT:
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW:
    case NODE_POWER: break;
    }
    return (double)NAN;
}

static double fold_binary(NodeOp op, double a, double b) {
    switch (op) {
    case NODE_ADD: return a + b;
    case NODE_SUB: return a - b;
    case NODE_MUL: return a * b;
    case NODE_DIV: return lane_div(a, b);
    case NODE_POW: return lane_pow(a, b);
    case NODE_POWER: return lane_power(a, b);
    case NODE_CONSTANT:
    case NODE_INPUT:
    case NODE_NEG:
    case NODE_ABS:
    case NODE_SQRT:
    case NODE_LOG:
    case NODE_EXP:
    case NODE_SIN:
    case NODE_COS:
    case NODE_TANH: break;
    }
    return (double)NAN;
}

NodeId graph_unary(Graph *graph, NodeOp op, NodeId a) {
    if (a == NODE_NONE) {
        return NODE_NONE;
    }
    double value = 0.0;
    if (node_constant(graph, a, &value)) {
        return graph_constant(graph, fold_unary(op, value));
    }
    if (op == NODE_NEG && graph->nodes[a].op == NODE_NEG) {
        return graph->nodes[a].a;
    }
    return graph_node(graph, (Node){.op = op, .a = a});
}

NodeId graph_binary(Graph *graph, NodeOp op, NodeId a, NodeId b) {
    if (a == NODE_NONE || b == NODE_NONE) {
        return NODE_NONE;
    }
    double left = 0.0;
    double right = 0.0;
    bool left_constant = node_constant(graph, a, &left);
    bool right_constant = node_constant(graph, b, &right);
    if (left_constant && right_constant) {
        return graph_constant(graph, fold_binary(op, left, right));
    }
    if (op == NODE_ADD && graph->nodes[b].op == NODE_NEG) {
        return graph_binary(graph, NODE_SUB, a, graph->nodes[b].a);
    }
    if (op == NODE_ADD && graph->nodes[a].op == NODE_NEG) {
        return graph_binary(graph, NODE_SUB, b, graph->nodes[a].a);
    }
    if ((op == NODE_ADD || op == NODE_SUB) && right_constant && right == 0.0) {
        return a;
    }
    if ((op == NODE_MUL || op == NODE_DIV) && right_constant && right == 1.0) {
        return a;
    }
    if ((op == NODE_ADD && left_constant && left == 0.0) ||
        (op == NODE_MUL && left_constant && left == 1.0)) {
        return b;
    }
    /* Sums and products do not mind the order: the smaller number first, a constant last. */
    bool commutes = op == NODE_ADD || op == NODE_MUL;
    if (commutes && (left_constant || (!right_constant && b < a))) {
        return graph_node(graph, (Node){.op = op, .a = b, .b = a});
    }
    return graph_node(graph, (Node){.op = op, .a = a, .b = b});
}

/* a^n for n >= 1 by squaring. */
static NodeId graph_power(Graph *graph, NodeId a, unsigned n) {
    NodeId product = NODE_NONE;
    NodeId square = a;
    for (;; n /= 2) {
        if (n % 2 == 1) {
            product =
                product == NODE_NONE ? square : graph_binary(graph, NODE_MUL, product, square);
        }
        if (n <= 1) {
            return product;
        }
        square = graph_binary(graph, NODE_MUL, square, square);
    }
}

NodeId graph_pow(Graph *graph, NodeId a, NodeId b) {
    if (a == NODE_NONE || b == NODE_NONE) {
        return NODE_NONE;
    }
    double exponent = 0.0;
    if (!node_constant(graph, b, &exponent)) {
        return graph_binary(graph, NODE_POW, a, b);
    }
    if (exponent == 0.5) {
        return graph_unary(graph, NODE_SQRT, a);
    }
    if (!(fabs(exponent) < WHOLE_MAX) || floor(exponent) != exponent) {
        return graph_binary(graph, NODE_POW, a, b);
    }
    if (exponent == 0.0) {
        return graph_constant(graph, 1.0);
    }
    if (fabs(exponent) > POWER_UNROLLED_MAX) {
        return graph_binary(graph, NODE_POWER, a, b);
    }
    NodeId power = graph_power(graph, a, (unsigned)fabs(exponent));
    return exponent > 0.0 ? power
                          : graph_binary(graph, NODE_DIV, graph_constant(graph, 1.0), power);
}
