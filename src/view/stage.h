/* stage.h - which picture a lesson's scene block asks for, as the window and the exports show it.
 *
 * The block names what matters to it; everything else is the reader's setting. May include base,
 * lesson, session and scene. */
#ifndef EXPLORE_VIEW_STAGE_H
#define EXPLORE_VIEW_STAGE_H

#include "scene/scene.h"
#include "session/setting.h"

/* What the block names becomes the reader's numbers. Data that the picture cannot show become the
 * picture's own. */
void stage_take_block(Setting *setting, const SceneBlock *block, const SceneRow *row);
/* The reader's schedule, t, T, number of points and seed as the picture's. */
void stage_take_setting(SceneControls *controls, const Setting *setting);
/* What the picture starts with. block NULL: the row's own layers. */
SceneControls stage_controls(const SceneRow *row, const Setting *setting, const SceneBlock *block);

#endif
