/// One hour of one option, part by part, with the numbers and formulas that an engineer checks it with.
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/psychrometrics.h"
#include "scenarios/run/cooling.h"
#include "sim/memory.h"

#define HOURS_PER_DAY 24

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

/// The supply's formula with this hour's numbers in it.
static void print_ups(const struct page *page, double output_kw)
{
    const struct electrical_params *e = &page->params->electrical;
    double paths = (double)e->ups_path_count, all = (double)(e->ups_module_count + e->ups_spare_module_count);
    double module_kw = e->ups_sizing_ratio / (double)e->ups_module_count, running = all;
    if (e->supply != SUPPLY_DOUBLE_CONVERSION) {
        line(page, "UPS", page->hour->ups_loss_kw, "delivers %.6f at %.3f %%", output_kw,
             100 * output_kw / (output_kw + page->hour->ups_loss_kw));
        return;
    }
    if (e->ups_sleep)
        running = fmin(all, fmax(1.0, output_kw / module_kw + 0.5) + (double)e->ups_spare_module_count);
    double rating_kw = paths * running * module_kw, x = output_kw / rating_kw;
    line(page, "UPS", page->hour->ups_loss_kw,
         "%g paths x %.4g running modules x %.4g = %.6f; x = %.6f / that = %.6f; that x (%g + %g x + %g x^2)",
         paths, running, module_kw, rating_kw, output_kw, x, e->ups_fixed_frac, e->ups_proportional_frac,
         e->ups_square_frac);
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
    line(page, "room fans", page->hour->fan_kw,
         "%.6f at full speed (%.5f kg/s, %g Pa, efficiency %g) x max(%.6f / %.6f, %g)^%g%s", fans->fan_kw,
         fans->kg_per_s, air->fan_pressure_pa, air->fan_efficiency_frac, room_kw(page), fans->room_kw,
         air->minimum_speed_frac, air->fan_exponent,
         page->option->design.parts.air == AIR_OUTDOOR ? "; outdoor air adds its filter and pad" : "");
}

/// Compressors: what they do, and the curve's COP at full load where there is a row of chillers.
static void print_compressors(const struct page *page)
{
    const struct plant_hour *h = page->hour;
    const struct plant_design *design = &page->option->design;
    double dry_degc = page->cooling->weather[page->index].dry_degc;
    double cooling_kw = room_kw(page) + h->fan_kw + page->params->liquid.heat_frac * h->it_kw;
    double compressed_kw = (1 - h->free_frac) * cooling_kw;
    if (h->compressor_kw <= 0)
        return;
    bool is_water = design->parts.machine == MACHINE_CHILLER_WATER;
    if (!is_water && design->parts.machine != MACHINE_CHILLER_AIR) {
        line(page, "compressors", h->compressor_kw, "%.6f of cooling at COP %.3f, outdoor air %.2f degC",
             compressed_kw, compressed_kw / h->compressor_kw, dry_degc);
        return;
    }
    const struct chiller *chiller = &design->chilled_water.chiller;
    double entering = is_water ? fmax(h->condenser_degc, chiller->params->condenser_water_minimum_degc)
                               : fmax(dry_degc, chiller->params->condenser_air_minimum_degc);
    line(page, "compressors", h->compressor_kw,
         "%.6f of cooling at COP %.3f; curve at full load, %.2f degC out, %.2f degC in: %.3f, x %g as "
         "operated",
         compressed_kw, compressed_kw / h->compressor_kw, chiller->leaving_degc, entering,
         chiller_cop(chiller->curve, chiller->leaving_degc, entering, NULL), chiller->cop_factor);
}

static void print_pumps(const struct page *page)
{
    const struct plant_design *design = &page->option->design;
    const struct chilled_water_params *water = &page->params->water;
    if (page->hour->pump_kw <= 0)
        return;
    line(page, "pumps", page->hour->pump_kw,
         "at full flow: chilled water %.6f, condenser %.6f, coolant %.6f, facility water %.6f; flow >= %g, "
         "power with its "
         "%gth power",
         design->chilled_water.chilled_pump_kw, design->chilled_water.condenser_pump_kw,
         design->liquid.coolant_pump_kw, design->liquid.facility_pump_kw, water->minimum_flow_frac,
         water->pump_exponent);
}

static void print_cooling(const struct page *page)
{
    const struct plant_params *p = page->params;
    const struct plant_hour *h = page->hour;
    const struct weather_hour *weather = &page->cooling->weather[page->index];
    print_compressors(page);
    print_pumps(page);
    if (h->tower_fan_kw > 0 && h->condenser_degc > 0)
        line(page, "outdoor fans", h->tower_fan_kw,
             "water leaves at %.3f degC, %.3f K above the wet bulb, %.3f K above the dry", h->condenser_degc,
             h->condenser_degc - weather->wet_degc, h->condenser_degc - weather->dry_degc);
    else if (h->tower_fan_kw > 0)
        line(page, "outdoor fans", h->tower_fan_kw, "air of scavenger, cooler or condenser");
    if (h->heat_pump_kw > 0)
        line(page, "heat pump", h->heat_pump_kw, "%.6f of heat to others", h->heat_reused_kw);
    line(page, "transformers", h->transformer_loss_kw, "rating %g x %lld: that x (%g + %g x^2)",
         p->electrical.transformer_sizing_ratio, (long long)p->electrical.transformer_path_count,
         p->electrical.transformer_fixed_frac, p->electrical.transformer_square_frac);
}

/// A temperature, where there is such a stream.
static void print_degc(const struct page *page, const char *name, double degc)
{
    if (degc != 0.0)
        fprintf(page->stream, " %s %.2f;", name, degc);
}

static void print_balance(const struct page *page)
{
    const struct plant_params *p = page->params;
    const struct plant_hour *h = page->hour;
    line(page, "all electricity", h->total_kw, "sum of the above: PUE %.6f", plant_pue(h));
    line(page, "heat out", h->heat_rejected_kw + h->heat_reused_kw + h->heat_stored_kw,
         "to outdoors %.6f, to others %.6f, stored %.6f; balance %.2g", h->heat_rejected_kw,
         h->heat_reused_kw, h->heat_stored_kw, h->residual_kw);
    fprintf(page->stream, "\n  heat: %.6f into the air (IT %.6f, losses and lighting %.6f, fans %.6f)",
            room_kw(page) + h->fan_kw, h->it_kw * (1 - p->liquid.heat_frac),
            room_kw(page) - h->it_kw * (1 - p->liquid.heat_frac), h->fan_kw);
    if (p->liquid.heat_frac > 0)
        fprintf(page->stream, ", %.6f into liquid", h->it_kw * p->liquid.heat_frac);
    fputs("\n  degC:", page->stream);
    print_degc(page, "supply air", h->supply_degc);
    print_degc(page, "chilled water", h->chilled_degc);
    print_degc(page, "condenser water", h->condenser_degc);
    print_degc(page, "liquid", h->liquid_degc);
    fputc('\n', page->stream);
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
