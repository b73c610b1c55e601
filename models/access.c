#include "models/access.h"

#include <math.h>

const char *const access_kind_names[ACCESS_KIND_COUNT + 1] = {"observed", "proxy", "estimate", NULL};

static const struct sim_field point_fields[] = {
    SIM_FIELD_DATE(access_point, date, NULL, "day whose close it was counted at"),
    SIM_FIELD_FIXED(access_point, value, "", 0, 1e15, SIM_REQUIRED, "value, in the series' unit"),
    SIM_FIELD_FIXED(access_point, error_frac, "1", 1e-6, 1, 0.002,
                    "sigma over the value: its rounding; of a proxy how far it may be off"),
    SIM_FIELD_CHOICE(access_point, kind, access_kind_names, ACCESS_OBSERVED, "what kind of figure it is"),
};
static const struct sim_table point_table = SIM_TABLE(access_point, point_fields, "A published value.");

static const struct sim_field programme_fields[] = {
    SIM_FIELD_DATE(access_programme, announced, NULL, "day from which it is known"),
    SIM_FIELD_DATE(access_programme, from, NULL, "first day"),
    SIM_FIELD_DATE(access_programme, to, NULL, "last day"),
    SIM_FIELD_F64(access_programme, per_year, "", 0, 1e15, SIM_REQUIRED,
                  "what is to be built a year, in the series' unit"),
    SIM_FIELD_F64(access_programme, overshoot_factor, "1", 0.01, 100, 1,
                  "what is built, over what was announced"),
};
static const struct sim_table programme_table =
    SIM_TABLE(access_programme, programme_fields, "What operators announced to build.");

static const struct sim_field indicator_fields[] = {
    SIM_FIELD_TEXT(access_indicator, id, NULL, "series that it is"),
    SIM_FIELD_TEXT(access_indicator, name, "", "what it is"),
    SIM_FIELD_CHOICE(access_indicator, law, growth_law_names, GROWTH_LOGISTIC, "how it grows"),
    SIM_FIELD_FIXED(access_indicator, most, "", 0, 1e15, 0, "no value reaches this; 0: there is no such"),
    SIM_FIELD_FIXED(access_indicator, ceiling, "", 1e-9, 1e15, SIM_REQUIRED,
                    "where it comes to in the end, in the series' unit: median of the belief"),
    SIM_FIELD_FIXED(access_indicator, ceiling_sigma, "1", 0, 5, 0.3,
                    "sigma of its logarithm, below `most` of its logit; 0: it is known"),
    SIM_FIELD_FIXED(access_indicator, rate_per_year, "1/year", 1e-6, 100, SIM_REQUIRED,
                    "rate of growth: median of the belief"),
    SIM_FIELD_FIXED(access_indicator, rate_sigma, "1", 0, 5, 0.3, "sigma of its logarithm"),
    SIM_FIELD_FIXED(access_indicator, start_per_year, "1/year", 1e-9, 100, 0.03,
                    "bass: share of those without it who begin by themselves a year, median of the belief"),
    SIM_FIELD_FIXED(access_indicator, start_sigma, "1", 0, 5, 0.5, "sigma of its logarithm"),
    SIM_FIELD_FIXED(access_indicator, pace_per_year, "", 1e-9, 1e15, 1e15,
                    "build: what crews can add a year, in the series' unit, median of the belief"),
    SIM_FIELD_FIXED(access_indicator, pace_sigma, "1", 0, 5, 0, "sigma of its logarithm"),
    SIM_FIELD_FIXED(access_indicator, wander, "1/sqrt(year)", 1e-6, 5, 0.05,
                    "what the law does not know: random walk of its logarithm, below `most` of its logit"),
    SIM_FIELD_BOOL(access_indicator, never_falls, 0, "what is built stays"),
    SIM_FIELD_BOOL(access_indicator, is_whole, 0, "counted in whole ones"),
    SIM_FIELD_LIST(access_indicator, points, &point_table, 1, GROWTH_POINTS_MAX, "published values, by date"),
    SIM_FIELD_LIST(access_indicator, programmes, &programme_table, 0, 100,
                   "build: what operators announced; their pace after the last point"),
};
static const struct sim_table indicator_table =
    SIM_TABLE(access_indicator, indicator_fields, "Something that people take up or crews build.");

static const struct sim_field fields[] = {
    SIM_FIELD_DATE(access_params, cut_off, "2100-01-01", "what was published later is not used"),
    SIM_FIELD_FIXED(access_params, residents, "1", 0, 1e10, 0, "people, for figures by head"),
    SIM_FIELD_MAP(access_params, indicators, &indicator_table, 0, 100, "what grows, by its series"),
};
const struct sim_table access_table = SIM_TABLE(access_params, fields, "Access: networks and their users.");

static const struct sim_field row_fields[] = {
    SIM_FIELD_I64(access_row, indicator, "", 0, SIM_OPEN, 0, "index of the indicator"),
    SIM_FIELD_F64(access_row, value, "", 0, SIM_OPEN, 0, "value, in the series' unit"),
    SIM_FIELD_I64(access_row, cause, "", 0, CAUSE_COUNT - 1, 0, "index of what holds it where it is"),
};
static const struct sim_table row_table = SIM_TABLE(access_row, row_fields, "An indicator at a month's end.");
const struct sim_row_type access_row_type = {"access", &row_table};

static const struct sim_field curve_fields[] = {
    SIM_FIELD_I64(access_curve_row, indicator, "", 0, SIM_OPEN, 0, "index of the indicator"),
    SIM_FIELD_F64(access_curve_row, ceiling, "", 0, SIM_OPEN, 0, "where it comes to, in the series' unit"),
    SIM_FIELD_F64(access_curve_row, rate_per_year, "1/year", 0, SIM_OPEN, 0, "rate of growth"),
    SIM_FIELD_F64(access_curve_row, start_per_year, "1/year", 0, SIM_OPEN, 0,
                  "bass: those who begin by themselves"),
    SIM_FIELD_F64(access_curve_row, pace_per_year, "", 0, SIM_OPEN, 0, "build: what crews can add a year"),
};
static const struct sim_table curve_table =
    SIM_TABLE(access_curve_row, curve_fields, "An indicator's law as a replication drew it.");
const struct sim_row_type access_curve_row_type = {"access_curve", &curve_table};

size_t access_point_count(const struct access_indicator *indicator, int64_t cut_off)
{
    const struct access_point *points = indicator->points.items;
    size_t count = 0;
    while (count < (size_t)indicator->points.count && points[count].date <= cut_off)
        count++;
    return count;
}

void access_fit(const struct access_params *given, const struct access_indicator *indicator, int64_t epoch,
                struct growth_fit *fit)
{
    const struct access_point *points = indicator->points.items;
    struct growth_point known[GROWTH_POINTS_MAX];
    size_t count = access_point_count(indicator, given->cut_off);
    double most = indicator->most;
    for (size_t i = 0; i < count; i++) {
        // A share's logit is steeper than its logarithm.
        double slope = most > 0 ? most / (most - points[i].value) : 1;
        known[i] = (struct growth_point){(double)(points[i].date - epoch) / UNITS_DAYS_PER_YEAR,
                                         points[i].value, points[i].error_frac * slope};
    }
    growth_fit(fit,
               &(struct growth_prior){
                   .law = indicator->law,
                   .most = most,
                   .ceiling = {indicator->ceiling, indicator->ceiling_sigma},
                   .rate = {indicator->rate_per_year, indicator->rate_sigma},
                   .start = {indicator->start_per_year, indicator->start_sigma},
                   .pace = {indicator->pace_per_year, indicator->pace_sigma},
                   .wander = indicator->wander,
               },
               known, count);
}

struct access_state {
    struct growth_path path;
    double pace_per_year; // of the crews, as drawn
    double first, value;  // at the epoch, and now
};

enum { TIMER_MONTH };
enum { STREAM_PATH };

/// What operators announced for a day, where it is known and no published value says more; null: nothing.
static const struct access_programme *programme_of(const struct access_wire *wire,
                                                   const struct access_state *state, int64_t civil_day)
{
    const struct access_programme *programmes = wire->indicator->programmes.items;
    if (state->path.next < wire->fit->count)
        return NULL;
    for (int64_t i = 0; i < wire->indicator->programmes.count; i++)
        if (programmes[i].announced <= wire->given->cut_off && civil_day >= programmes[i].from &&
            civil_day <= programmes[i].to)
            return &programmes[i];
    return NULL;
}

/// Takes the path to the end of the month that ends now, records, and tells.
static void record(const struct access_wire *wire, struct access_state *state, struct sim_ctx *ctx)
{
    double years = sim_in_days(sim_now(ctx)) / UNITS_DAYS_PER_YEAR;
    const struct access_programme *programme = programme_of(wire, state, sim_today(ctx));
    state->path.curve.pace_per_year =
        programme ? programme->per_year * programme->overshoot_factor : state->pace_per_year;
    double value = growth_path_to(wire->fit, &state->path, years, sim_draw(ctx, STREAM_PATH));
    value = wire->indicator->is_whole ? nearbyint(value) : value;
    state->value = wire->indicator->never_falls ? fmax(value, state->value) : value;
    bool is_paced = growth_is_paced(&state->path.curve, state->path.level);
    struct access_row row = {.indicator = wire->index,
                             .value = state->value,
                             .cause = !is_paced   ? CAUSE_ADOPTION
                                      : programme ? CAUSE_CAPITAL
                                                  : CAUSE_CREW};
    sim_emit(ctx, &access_row_type, &row);
}

static void wait_for_month_end(struct sim_ctx *ctx)
{
    int64_t today = sim_today(ctx);
    sim_timer_set(ctx, TIMER_MONTH, (sim_month_end(today + 1) - today) * SIM_DAY);
}

/// Tells the law that was drawn.
static void tell_curve(const struct access_wire *wire, const struct growth_curve *curve, struct sim_ctx *ctx)
{
    struct access_curve_row row = {
        .indicator = wire->index,
        .ceiling = curve->ceiling,
        .rate_per_year = curve->rate_per_year,
        .start_per_year = curve->law == GROWTH_BASS ? curve->start_per_year : NAN,
        .pace_per_year = curve->law == GROWTH_BUILD ? curve->pace_per_year : NAN,
    };
    sim_emit(ctx, &access_curve_row_type, &row);
}

static void start(const void *params, void *state_bytes, struct sim_ctx *ctx)
{
    const struct access_wire *wire = params;
    struct access_state *state = state_bytes;
    growth_draw(wire->fit, sim_draw(ctx, STREAM_PATH), &state->path);
    state->pace_per_year = state->path.curve.pace_per_year;
    tell_curve(wire, &state->path.curve, ctx);
    record(wire, state, ctx);
    state->first = state->value;
    wait_for_month_end(ctx);
}

static void handle(const void *params, void *state_bytes, const struct sim_event *event, struct sim_ctx *ctx)
{
    const struct access_wire *wire = params;
    struct access_state *state = state_bytes;
    (void)event; // the month's end is all that it waits for
    record(wire, state, ctx);
    struct port_adoption told = {(uint64_t)wire->index, state->first > 0 ? state->value / state->first : 1};
    for (uint64_t i = 0; i < wire->receiver_count; i++)
        port_send_adoption(ctx, wire->receivers[i], PORT_LOOKAHEAD, &told);
    wait_for_month_end(ctx);
}

const struct sim_kind access_kind = {.name = "access",
                                     .state_size = sizeof(struct access_state),
                                     .timer_count = 1,
                                     .stream_count = 1,
                                     .lookahead = PORT_LOOKAHEAD,
                                     .start = start,
                                     .handle = handle};
