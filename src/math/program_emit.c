/* program_emit.c - lays a graph of values out as instructions over as few registers as it can. */
#include <stdlib.h>

#include "math/program_internal.h"

/* What is known of each node while laying out. */
typedef struct {
    bool live;         /* the result needs it */
    NodeId last_use;   /* the last node that reads it */
    uint32_t position; /* its register or input */
} Layout;

typedef struct {
    const Graph *graph;
    Layout *layout;
    Program *program;
    uint32_t *free_registers; /* a stack: the register freed last is still in the cache */
    size_t free_count;
} Emitter;

static size_t node_operands(NodeOp op) {
    switch (op) {
    case NODE_CONSTANT:
    case NODE_INPUT: return 0;
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW:
    case NODE_POWER: return 2;
    case NODE_NEG:
    case NODE_ABS:
    case NODE_SQRT:
    case NODE_LOG:
    case NODE_EXP:
    case NODE_SIN:
    case NODE_COS:
    case NODE_TANH: return 1;
    }
    return 0;
}

static bool has_register(NodeOp op) {
    return op != NODE_CONSTANT && op != NODE_INPUT;
}

/* Which instruction; a_constant and b_constant say which operand is a constant, at most one. A
 * constant stands second in sums and products. */
static ProgramOp choose_op(NodeOp op, bool a_constant, bool b_constant) {
    switch (op) {
    case NODE_ADD: return b_constant ? OP_ADD_VC : OP_ADD_VV;
    /* x - c is x + (-c), bit for bit. */
    case NODE_SUB: return a_constant ? OP_SUB_CV : b_constant ? OP_ADD_VC : OP_SUB_VV;
    case NODE_MUL: return b_constant ? OP_MUL_VC : OP_MUL_VV;
    case NODE_DIV: return a_constant ? OP_DIV_CV : b_constant ? OP_DIV_VC : OP_DIV_VV;
    case NODE_POW: return a_constant ? OP_POW_CV : b_constant ? OP_POW_VC : OP_POW_VV;
    case NODE_POWER: return OP_POWER_VC;
    case NODE_ABS: return OP_ABS;
    case NODE_SQRT: return OP_SQRT;
    case NODE_LOG: return OP_LOG;
    case NODE_EXP: return OP_EXP;
    case NODE_SIN: return OP_SIN;
    case NODE_COS: return OP_COS;
    case NODE_TANH: return OP_TANH;
    case NODE_NEG:
    case NODE_CONSTANT:
    case NODE_INPUT: break;
    }
    return OP_NEG;
}

static void mark_live(const Graph *graph, Layout *layout, NodeId result) {
    layout[result].live = true;
    layout[result].last_use = NODE_NONE;
    for (NodeId id = result + 1; id-- > 0;) {
        if (!layout[id].live) {
            continue;
        }
        const Node *node = &graph->nodes[id];
        const NodeId operands[2] = {node->a, node->b};
        for (size_t i = 0; i < 2 && i < node_operands(node->op); i++) {
            Layout *operand = &layout[operands[i]];
            if (!operand->live) {
                operand->live = true;
                operand->last_use = id;
            }
        }
    }
}

static ProgramPlace place_of(const Emitter *emitter, NodeId id) {
    return (ProgramPlace){emitter->layout[id].position, emitter->graph->nodes[id].op == NODE_INPUT};
}

static void release(Emitter *emitter, NodeId operand, NodeId user) {
    if (has_register(emitter->graph->nodes[operand].op) &&
        emitter->layout[operand].last_use == user) {
        emitter->free_registers[emitter->free_count++] = emitter->layout[operand].position;
    }
}

static void emit_node(Emitter *emitter, NodeId id) {
    const Node *nodes = emitter->graph->nodes;
    const Node *node = &nodes[id];
    size_t operands = node_operands(node->op);
    bool a_constant = nodes[node->a].op == NODE_CONSTANT;
    bool b_constant = operands == 2 && nodes[node->b].op == NODE_CONSTANT;
    Program *program = emitter->program;
    Instruction *instruction = &program->instructions[program->length++];
    instruction->op = choose_op(node->op, a_constant, b_constant);
    if (a_constant) {
        instruction->constant = nodes[node->a].constant;
        instruction->a = place_of(emitter, node->b);
    } else {
        instruction->a = place_of(emitter, node->a);
    }
    if (b_constant) {
        double constant = nodes[node->b].constant;
        instruction->constant = node->op == NODE_SUB ? -constant : constant;
    } else if (operands == 2 && !a_constant) {
        instruction->b = place_of(emitter, node->b);
    }
    /* The target is taken before the operands are given back, so that it never is one of them and
     * the compiler may assume so. */
    uint32_t target = emitter->free_count > 0 ? emitter->free_registers[--emitter->free_count]
                                              : (uint32_t)program->registers++;
    instruction->target = target;
    emitter->layout[id].position = target;
    if (operands >= 1) {
        release(emitter, node->a, id);
    }
    if (operands == 2 && node->b != node->a) {
        release(emitter, node->b, id);
    }
}

/* Numbers the inputs that the result needs, in the order in which the formula meets them. */
static void take_input(Emitter *emitter, NodeId id) {
    Program *program = emitter->program;
    program->inputs[program->input_count] = emitter->graph->inputs[emitter->graph->nodes[id].a];
    emitter->layout[id].position = (uint32_t)program->input_count++;
}

Program *program_emit(const Graph *graph, NodeId result, const char **why) {
    Emitter emitter = {.graph = graph};
    emitter.layout = arena_array(graph->arena, (size_t)result + 1, sizeof *emitter.layout);
    mark_live(graph, emitter.layout, result);
    size_t length = 0;
    for (NodeId id = 0; id <= result; id++) {
        length += emitter.layout[id].live && has_register(graph->nodes[id].op);
    }
    if (length > PROGRAM_LENGTH_MAX) {
        *why = "the formula is too long when its sums and products are written out";
        return NULL;
    }
    Arena *arena = arena_new();
    Program *program = arena_alloc(arena, sizeof *program);
    program->arena = arena;
    program->instructions = arena_array(arena, length, sizeof *program->instructions);
    program->inputs = arena_array(arena, graph->input_count, sizeof *program->inputs);
    emitter.program = program;
    emitter.free_registers = arena_array(graph->arena, length, sizeof *emitter.free_registers);
    for (NodeId id = 0; id <= result; id++) {
        NodeOp op = graph->nodes[id].op;
        if (!emitter.layout[id].live || op == NODE_CONSTANT) {
            continue;
        }
        if (op == NODE_INPUT) {
            take_input(&emitter, id);
        } else {
            emit_node(&emitter, id);
        }
    }
    program->is_constant = graph->nodes[result].op == NODE_CONSTANT;
    program->constant = graph->nodes[result].constant;
    program->result = place_of(&emitter, result);
    return program;
}

void program_free(Program *program) {
    if (program != NULL) {
        arena_free(program->arena);
    }
}
