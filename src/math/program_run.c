/* program_run.c - runs a program: every instruction over a block of lanes.
 *
 * The same loop body is compiled for a full block and for a single lane, where the number of lanes
 * is a constant (a full block then becomes vector instructions without a remainder), and for any
 * other number. All of them round alike, so a lane's result does not depend on its neighbours. */
#include <string.h>

#include "math/program_internal.h"

size_t program_input_count(const Program *program) {
    return program->input_count;
}

ProgramInput program_input(const Program *program, size_t i) {
    return program->inputs[i];
}

size_t program_length(const Program *program) {
    return program->length;
}

static size_t block_width(size_t lanes) {
    return lanes < PROGRAM_BLOCK ? lanes : PROGRAM_BLOCK;
}

size_t program_scratch(const Program *program, size_t lanes) {
    return program->registers * block_width(lanes);
}

/* One block of the caller's arrays and the registers to work in. */
typedef struct {
    const double *const *inputs;
    size_t offset; /* lanes before this block */
    double *scratch;
    size_t stride; /* doubles from one register to the next */
} Block;

static inline const double *block_operand(const Block *block, ProgramPlace place) {
    return place.input ? block->inputs[place.index] + block->offset
                       : block->scratch + place.index * block->stride;
}

#define LANES(value)                                                                               \
    for (size_t i = 0; i < n; i++) {                                                               \
        target[i] = (value);                                                                       \
    }                                                                                              \
    break

/* target (n) = op of a (n), b (n), c. b is only read by the instructions that have it. */
static inline __attribute__((always_inline)) void run_lanes(ProgramOp op, double *restrict target,
                                                            const double *restrict a,
                                                            const double *restrict b, double c,
                                                            size_t n) {
    switch (op) {
    case OP_ADD_VV: LANES(a[i] + b[i]);
    case OP_ADD_VC: LANES(a[i] + c);
    case OP_SUB_VV: LANES(a[i] - b[i]);
    case OP_SUB_CV: LANES(c - a[i]);
    case OP_MUL_VV: LANES(a[i] * b[i]);
    case OP_MUL_VC: LANES(a[i] * c);
    case OP_DIV_VV: LANES(lane_div(a[i], b[i]));
    case OP_DIV_VC: LANES(lane_div(a[i], c));
    case OP_DIV_CV: LANES(lane_div(c, a[i]));
    case OP_POW_VV: LANES(lane_pow(a[i], b[i]));
    case OP_POW_VC: LANES(lane_pow(a[i], c));
    case OP_POW_CV: LANES(lane_pow(c, a[i]));
    case OP_POWER_VC: LANES(lane_power(a[i], c));
    case OP_NEG: LANES(-a[i]);
    case OP_ABS: LANES(fabs(a[i]));
    case OP_SQRT: LANES(sqrt(a[i]));
    case OP_LOG: LANES(lane_log(a[i]));
    case OP_EXP: LANES(exp(a[i]));
    case OP_SIN: LANES(sin(a[i]));
    case OP_COS: LANES(cos(a[i]));
    case OP_TANH: LANES(tanh(a[i]));
    }
}

static inline __attribute__((always_inline)) void run_block(const Program *program, double *out,
                                                            const Block *block, size_t n) {
    for (size_t i = 0; i < program->length; i++) {
        const Instruction *instruction = &program->instructions[i];
        run_lanes(instruction->op, block->scratch + instruction->target * block->stride,
                  block_operand(block, instruction->a), block_operand(block, instruction->b),
                  instruction->constant, n);
    }
    if (program->is_constant) {
        for (size_t i = 0; i < n; i++) {
            out[i] = program->constant;
        }
    } else {
        memcpy(out, block_operand(block, program->result), n * sizeof *out);
    }
}

void program_run(const Program *program, double *out, const double *const *inputs, size_t lanes,
                 double *scratch) {
    Block block = {.inputs = inputs, .stride = block_width(lanes)};
    block.scratch = scratch;
    if (lanes == 1) {
        run_block(program, out, &block, 1);
        return;
    }
    while (lanes - block.offset >= PROGRAM_BLOCK) {
        run_block(program, out + block.offset, &block, PROGRAM_BLOCK);
        block.offset += PROGRAM_BLOCK;
    }
    if (block.offset < lanes) {
        run_block(program, out + block.offset, &block, lanes - block.offset);
    }
}
