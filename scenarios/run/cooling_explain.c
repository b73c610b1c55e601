/// One hour of one option, part by part, with the numbers and formulas that an engineer checks it with.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/machines.h"
#include "scenarios/run/cooling.h"
#include "sim/memory.h"

#define HOURS_PER_DAY 24
/// Power below this is rounding.
#define SHOWN_KW 1e-9

/// What is explained.
struct page {
    const struct cooling *cooling;
    const struct cooling_option *option;
    const struct plant_params *params;
    const struct plant_hour *hour;
    FILE *stream;
    size_t index;
};

/// "4000" counts from 1; "07-21T15" is the hour that begins then.
static bool find_hour(const struct cooling *cooling, const char *text, size_t *index)
{
    char *end;
    int month, day, hour, used = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (isdigit((unsigned char)text[0]) && !*end) {
        *index = number - 1;
        return number >= 1 && number <= cooling->hours;
    }
    if (sscanf(text, "%2d-%2dT%2d%n", &month, &day, &hour, &used) != 3 || text[used] || hour < 0 || hour > 23)
        return false;
    for (size_t i = 0; i < cooling->hours; i += HOURS_PER_DAY) {
        struct sim_date date = sim_date_of(cooling->first_civil_day + (int64_t)(i / HOURS_PER_DAY));
        if (date.month == month && date.day == day) {
            *index = i + (size_t)hour;
            return true;
        }
    }
    return false;
}

/// A part: its power, its share of the IT power, and how it comes about.
__attribute__((format(printf, 4, 5))) static void line(const struct page *page, const char *name, double kw,
                                                       const char *format, ...)
{
    va_list arguments;
    fprintf(page->stream, "  %-24s %10.6f %10.1f %9.5f   ", name, kw, kw * page->cooling->params->it_kw,
            page->hour->it_kw > 0 ? kw / page->hour->it_kw : 0.0);
    va_start(arguments, format);
    vfprintf(page->stream, format, arguments);
    va_end(arguments);
    fputc('\n', page->stream);
}

static void print_place(const struct page *page)
{
    const struct weather_hour *weather = &page->cooling->weather[page->index];
    char date[11];
    int hour = (int)(page->index % HOURS_PER_DAY);
    sim_date_write(page->cooling->first_civil_day + (int64_t)(page->index / HOURS_PER_DAY), date);
    fprintf(page->stream, "%s (%s): hour %zu of the year, %s from %02d:00 to %02d:00\n", page->params->id,
            page->params->name, page->index + 1, date + 5, hour, hour + 1);
    fprintf(page->stream,
            "outdoors: dry bulb %.3f, wet bulb %.3f degC, %.2f g/kg, %.0f Pa; sized for %.2f and %.2f degC\n",
            weather->dry_degc, weather->wet_degc, 1000 * weather->humidity, page->cooling->pressure_pa,
            page->params->design_dry_degc, page->params->design_wet_degc);
    fprintf(page->stream,
            "load: %.6f of the design IT load of %.6g kW; mode: %s, %.1f %% without compressors\n\n",
            page->cooling->load[page->index], page->cooling->params->it_kw,
            plant_mode_name((enum plant_mode)page->hour->mode), 100 * page->hour->free_frac);
    fprintf(page->stream, "  %-24s %10s %10s %9s   how\n", "", "per kW", "kW", "of IT");
}

/// The supply's loss terms; eco mode is its share of the time, the rest double conversion.
static struct loss_params ups_terms(const struct electrical_params *e)
{
    struct loss_params conversion = {e->ups_fixed_frac, e->ups_proportional_frac, e->ups_square_frac};
    double eco = e->supply == SUPPLY_ECO ? e->eco_time_frac : 0.0;
    if (e->supply == SUPPLY_DC)
        return e->dc;
    if (e->supply == SUPPLY_PANAMA)
        return e->panama;
    return (struct loss_params){
        eco * e->eco.fixed_frac + (1 - eco) * conversion.fixed_frac,
        eco * e->eco.proportional_frac + (1 - eco) * conversion.proportional_frac,
        eco * e->eco.square_frac + (1 - eco) * conversion.square_frac,
    };
}

/// The supply's formula with this hour's numbers in it.
static void print_ups(const struct page *page, double output_kw)
{
    const struct electrical_params *e = &page->params->electrical;
    struct loss_params loss = ups_terms(e);
    double paths = (double)e->ups_path_count, all = (double)(e->ups_module_count + e->ups_spare_module_count);
    double module_kw = e->ups_sizing_ratio / (double)e->ups_module_count, running = all;
    if (e->ups_sleep)
        running = fmin(all, fmax(1.0, output_kw / module_kw + 0.5) + (double)e->ups_spare_module_count);
    double rating_kw = paths * running * module_kw, x = output_kw / rating_kw;
    line(page, "UPS", page->hour->ups_loss_kw,
         "%g paths x %.4g running modules%s x %.4g = %.6f; x = %.6f / that = %.6f; that x (%g + %g x + %g "
         "x^2)",
         paths, running, running == floor(running) ? "" : " (a mean over rooms)", module_kw, rating_kw,
         output_kw, x, loss.fixed_frac, loss.proportional_frac, loss.square_frac);
}

static void print_electrical(const struct page *page)
{
    const struct electrical_params *e = &page->params->electrical;
    const struct plant_hour *h = page->hour;
    line(page, "IT", h->it_kw, "of which server fans %.5f", h->server_fan_kw);
    line(page, "distribution", h->distribution_loss_kw, "%g x IT^2 = %g x %.6f^2", e->distribution_loss_frac,
         e->distribution_loss_frac, h->it_kw);
    print_ups(page, h->it_kw + h->distribution_loss_kw);
    line(page, "lighting", h->lighting_kw, "%g of the design IT load, always", e->lighting_frac);
}

/// Heat that the room's air takes up before its fans'.
static double room_kw(const struct page *page)
{
    const struct plant_hour *h = page->hour;
    return h->it_kw * (1.0 - page->params->liquid.heat_frac) + h->distribution_loss_kw + h->ups_loss_kw +
           h->lighting_kw;
}

static void print_room(const struct page *page)
{
    const struct room_air_params *air = &page->params->air;
    const struct room_air *fans = &page->option->design.air;
    double flow = fmax(room_kw(page) / fans->room_kw, air->minimum_speed_frac);
    double added_kw = page->hour->fan_kw - fans->fan_kw * machines_power(flow, air->fan_exponent);
    char added[64] = "";
    if (fabs(added_kw) > SHOWN_KW)
        snprintf(added, sizeof(added), " + %.6f for filter and pad of outdoor air", added_kw);
    line(page, "room fans", page->hour->fan_kw,
         "%.6f at full speed (%.5f kg/s, %g Pa, efficiency %g) x max(%.6f / %.6f, %g)^%g%s", fans->fan_kw,
         fans->kg_per_s, air->fan_pressure_pa, air->fan_efficiency_frac, room_kw(page), fans->room_kw,
         air->minimum_speed_frac, air->fan_exponent, added);
}

/// Direct expansion: the COP that its own is made of.
static void print_direct_expansion(const struct page *page)
{
    const struct plant_params *p = page->params;
    double dry_degc = page->cooling->weather[page->index].dry_degc;
    double cop = chiller_dx_cop(&p->chiller, p->air.supply_degc, dry_degc, NULL);
    line(page, "compressors", page->hour->compressor_kw,
         "%.6f of cooling / (COP %.4f of an air-cooled chiller that evaporates %g K below the supply air, in "
         "air "
         "of %.2f degC, x %g of direct expansion x %g as operated)",
         page->hour->compressor_load_kw, cop, p->chiller.dx_evaporator_approach_k,
         fmax(dry_degc, p->chiller.condenser_air_minimum_degc), p->chiller.dx_cop_ratio, p->cop_factor);
}

/// Compressors: how many run, how well at full load, and what part load makes of it.
static void print_compressors(const struct page *page)
{
    const struct plant_hour *h = page->hour;
    const struct chiller *chiller = &page->option->design.chilled_water.chiller;
    if (h->compressor_kw <= 0)
        return;
    if (!chiller->curve) {
        print_direct_expansion(page);
        return;
    }
    struct chiller_running run = chiller_run(chiller, h->compressor_load_kw, h->entering_degc, NULL);
    double load = h->compressor_load_kw / run.capacity_kw;
    char cycles[64] = "";
    if (run.on_frac != 1.0)
        snprintf(cycles, sizeof(cycles), ", %.4f of the time at x = %g", run.on_frac, run.part_frac);
    if (run.power_kw * CHILLER_COP_MOST <= h->compressor_load_kw * (1 + 1e-9))
        snprintf(cycles, sizeof(cycles), "; not less than cooling / %g", CHILLER_COP_MOST);
    line(page, "compressors", h->compressor_kw,
         "%g of %lld chillers; capacity %.6f / (COP %.4f at %.2f degC out, %.2f degC in, x %g as operated) x "
         "(%g %+g x %+g x^2); x = %.6f of cooling / capacity = %.6f%s",
         run.count, (long long)chiller->params->module_count, run.capacity_kw, run.cop / chiller->cop_factor,
         chiller->leaving_degc, h->entering_degc, chiller->cop_factor, run.part_curve[0], run.part_curve[1],
         run.part_curve[2], h->compressor_load_kw, load, cycles);
}

/// Pumps of a loop, where it has any. Returns their power.
static double print_loop(const struct page *page, const char *name, double full_kw, double flow_frac,
                         double head_pa)
{
    const struct chilled_water_params *water = &page->params->water;
    double head = page->hour->exchanged_frac > 0.0 ? water->economizer_head_pa : 0.0;
    double ratio = 1.0 + head / fmax(head_pa, 1.0);
    double kw = full_kw * ratio * machines_power(flow_frac, water->pump_exponent);
    char more[80] = "";
    if (ratio > 1.0)
        snprintf(more, sizeof(more), " x (1 + %g / %g Pa), exchanger", head, head_pa);
    if (kw > 0.0)
        line(page, name, kw, "%.6f at full flow x %.6f^%g%s", full_kw, flow_frac, water->pump_exponent, more);
    return kw;
}

static void print_pumps(const struct page *page)
{
    const struct plant_hour *h = page->hour;
    const struct chilled_water *water = &page->option->design.chilled_water;
    const struct liquid *liquid = &page->option->design.liquid;
    double left_kw = h->pump_kw;
    if (h->chilled_flow_frac > 0.0)
        left_kw -= print_loop(page, "chilled water pumps", water->chilled_pump_kw, h->chilled_flow_frac,
                              page->params->water.chilled_head_pa);
    if (h->condenser_flow_frac > 0.0)
        left_kw -= print_loop(page, "condenser water pumps", water->condenser_pump_kw, h->condenser_flow_frac,
                              page->params->water.condenser_head_pa);
    if (h->liquid_flow_frac > 0.0) {
        double full_kw = liquid->coolant_pump_kw + liquid->facility_pump_kw;
        double kw = full_kw * machines_power(h->liquid_flow_frac, liquid->params->pump_exponent);
        line(page, "liquid pumps", kw, "(coolant %.6f + facility water %.6f at full flow) x %.6f^%g",
             liquid->coolant_pump_kw, liquid->facility_pump_kw, h->liquid_flow_frac,
             liquid->params->pump_exponent);
        left_kw -= kw;
    }
    if (left_kw > SHOWN_KW)
        line(page, "other pumps", left_kw, "refrigerant, pads");
}

/// Fans of a sink (the sea has pumps). Returns their power.
static double print_sink(const struct page *page, const char *of, const struct sink *sink, double water_frac,
                         double air_frac)
{
    struct sink_point point = {.water_frac = water_frac, .air_frac = air_frac};
    const double *c = tower_fan_curve;
    double kw = sink_fan_kw(sink, &point);
    char name[40];
    snprintf(name, sizeof(name), "%s%s", of,
             sink->kind == SINK_TOWER        ? "tower fans"
             : sink->kind == SINK_DRY_COOLER ? "dry cooler fans"
                                             : "seawater pumps");
    if (sink->kind == SINK_TOWER)
        line(page, name, kw, "%.6f at full air x %.4g of the cells x (%g %+g a %+g a^2 %+g a^3), a = %.6f",
             sink->fan_kw, tower_open_cells_frac(&sink->tower, water_frac), c[0], c[1], c[2], c[3], air_frac);
    else
        line(page, name, kw, "%.6f at full flow x %.6f^%g", sink->fan_kw, air_frac,
             sink->kind == SINK_DRY_COOLER ? 3.0 : sink->sea.params->pump_exponent);
    return kw;
}

static void print_outdoors(const struct page *page)
{
    const struct plant_hour *h = page->hour;
    const struct plant_design *design = &page->option->design;
    double left_kw = h->tower_fan_kw;
    if (h->sink_air_frac > 0.0)
        left_kw -=
            print_sink(page, "", &design->chilled_water.sink, h->condenser_flow_frac, h->sink_air_frac);
    if (h->liquid_air_frac > 0.0)
        left_kw -= print_sink(page, "liquid ", &design->liquid.sink, h->liquid_flow_frac, h->liquid_air_frac);
    if (left_kw > SHOWN_KW)
        line(page, "other outdoor fans", left_kw, "scavenger air, condensers of pumped refrigerant");
}

static void print_cooling(const struct page *page)
{
    const struct electrical_params *e = &page->params->electrical;
    const struct plant_hour *h = page->hour;
    bool is_panama = e->supply == SUPPLY_PANAMA;
    double chain_kw = h->it_kw + h->distribution_loss_kw + h->ups_loss_kw;
    double carried_kw = h->total_kw - h->transformer_loss_kw - (is_panama ? chain_kw : 0.0);
    double rating_kw = electrical_transformer_rating_kw(e);
    print_compressors(page);
    print_pumps(page);
    print_outdoors(page);
    if (h->heat_pump_kw > 0)
        line(page, "heat pump", h->heat_pump_kw, "%.6f of heat to others", h->heat_reused_kw);
    line(page, "transformers", h->transformer_loss_kw,
         "rating of %lld paths %.6g; x = %.6f%s / that = %.6f; that x (%g + %g x^2)",
         (long long)e->transformer_path_count, rating_kw, carried_kw,
         is_panama ? " beside the Panama supply" : "", carried_kw / rating_kw, e->transformer_fixed_frac,
         e->transformer_square_frac);
}

/// A temperature, where there is such a stream.
static void print_degc(const struct page *page, const char *name, double degc)
{
    if (degc != 0.0)
        fprintf(page->stream, "%s %.3f", name, degc);
}

static void print_balance(const struct page *page)
{
    const struct plant_params *p = page->params;
    const struct plant_hour *h = page->hour;
    const struct weather_hour *weather = &page->cooling->weather[page->index];
    line(page, "all electricity", h->total_kw, "sum of the above: PUE %.6f", plant_pue(h));
    line(page, "heat out", h->heat_rejected_kw + h->heat_reused_kw + h->heat_stored_kw,
         "to outdoors %.6f, to others %.6f, stored %.6f; balance %.2g", h->heat_rejected_kw,
         h->heat_reused_kw, h->heat_stored_kw, h->residual_kw);
    fprintf(page->stream, "\n  heat: %.6f into the air (IT %.6f, losses and lighting %.6f, fans %.6f)",
            room_kw(page) + h->fan_kw, h->it_kw * (1 - p->liquid.heat_frac),
            room_kw(page) - h->it_kw * (1 - p->liquid.heat_frac), h->fan_kw);
    if (p->liquid.heat_frac > 0)
        fprintf(page->stream, ", %.6f into liquid", h->it_kw * p->liquid.heat_frac);
    fputs("\n  degC: ", page->stream);
    print_degc(page, "supply air", h->supply_degc);
    print_degc(page, "; chilled water", h->chilled_degc);
    print_degc(page, "; water of the sink", h->condenser_degc);
    if (h->condenser_degc != 0.0)
        fprintf(page->stream, " (%+.3f K on the wet bulb, %+.3f K on the dry)",
                h->condenser_degc - weather->wet_degc, h->condenser_degc - weather->dry_degc);
    print_degc(page, "; liquid", h->liquid_degc);
    fputc('\n', page->stream);
    if (h->exchanged_frac > 0.0)
        fprintf(page->stream, "  economizer's exchanger: %.2f %% of the chilled water's load\n",
                100 * h->exchanged_frac);
    if (h->water_l_per_h > 0)
        fprintf(page->stream,
                "  water, L/h per kW: make-up %.5f = evaporation %.5f + drift %.5f + blow-down %.5f + "
                "humidification %.5f; "
                "blow-down = evaporation / (%g - 1) - drift\n",
                h->water_l_per_h, h->evaporation_l_per_h, h->drift_l_per_h, h->blowdown_l_per_h,
                h->humidification_l_per_h, p->concentration_ratio);
    if (h->flags & PLANT_EXTRAPOLATED)
        fputs("  a compressor ran outside of its curve's temperatures: held at the edge, scaled by Carnot\n",
              page->stream);
    if (h->flags & PLANT_SHORT)
        fputs("  the parts fall short of the cooling; the load is counted as if met\n", page->stream);
    if (h->flags & PLANT_TOWER_RANGE)
        fputs("  wet bulb above 26.7 degC, where published tower correlations end\n", page->stream);
}

enum sim_status cooling_explain(const struct cooling *cooling, const char *hour, FILE *stream,
                                struct sim_error *error)
{
    const struct cooling_option *option = &cooling->options[0];
    struct page page = {cooling, option, &option->params, NULL, stream, (size_t)option->year.worst_hour};
    if (hour && !find_hour(cooling, hour, &page.index))
        return sim_error_say(error, SIM_USAGE, "--hour: found \"%s\", expected 1..%zu or a time as 07-21T15",
                             hour, cooling->hours);
    struct plant_hour *hours = sim_memory_new(cooling->hours, sizeof(*hours), "a plant's year");
    struct energy_sums year;
    study_year_run(&cooling->year, &option->design, cooling->load, 0, &year, hours);
    page.hour = &hours[page.index];
    print_place(&page);
    print_electrical(&page);
    print_room(&page);
    print_cooling(&page);
    print_balance(&page);
    free(hours);
    return SIM_OK;
}
