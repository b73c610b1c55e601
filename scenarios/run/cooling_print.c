/// What was found, for people: one table of all options, or all about one.
#include <math.h>
#include <stdlib.h>

#include "results/table.h"
#include "scenarios/run/cooling.h"
#include "sim/memory.h"

#define HOURS_OF_A_YEAR 8760

/// "4+1 x 3100 kW"; empty where there is none.
static const char *units_text(char text[48], struct hall_units units, const char *unit)
{
    text[0] = '\0';
    if (units.count > 0)
        snprintf(text, 48, units.each < 100 ? "%lld+%lld x %.3g %s" : "%lld+%lld x %.0f %s",
                 (long long)units.needed, (long long)(units.count - units.needed), units.each, unit);
    return text;
}

/// "3.2 min", "45 s", "> 2 h"; "-" of NAN.
static const char *time_text(char text[24], double seconds)
{
    if (isnan(seconds))
        snprintf(text, 24, "-");
    else if (isinf(seconds))
        snprintf(text, 24, "> %d h", RIDE_THROUGH_HORIZON_S / 3600);
    else if (seconds < 90)
        snprintf(text, 24, "%.0f s", seconds);
    else
        snprintf(text, 24, "%.3g min", seconds / 60);
    return text;
}

static const char *grade_text(double pue)
{
    static const char *const texts[] = {"none", "1", "2", "3"};
    return texts[energy_grade(pue)];
}

static enum table_style style_of(double pue, double target)
{
    return pue <= target ? TABLE_GOOD : TABLE_PLAIN;
}

static double mean_bulb(const struct cooling *cooling, bool is_wet)
{
    double sum = 0;
    for (size_t i = 0; i < cooling->hours; i++)
        sum += is_wet ? cooling->weather[i].wet_degc : cooling->weather[i].dry_degc;
    return sum / (double)cooling->hours;
}

static void print_head(const struct cooling *cooling, FILE *stream)
{
    const struct cooling_study_params *params = cooling->params;
    double low = INFINITY, high = 0, sum = 0, fill = 0;
    for (size_t i = 0; i < cooling->hours; i++) {
        low = fmin(low, cooling->load[i]);
        high = fmax(high, cooling->load[i]);
        sum += cooling->load[i];
        fill += cooling->fill_load[i];
    }
    table_text(stream, cooling->weather_name);
    fprintf(stream,
            ": %zu h, dry bulb %.1f degC, wet bulb %.1f in the mean, %.0f hPa; design day (%.2g %%) %.1f and "
            "%.1f degC\n",
            cooling->hours, mean_bulb(cooling, false), mean_bulb(cooling, true), cooling->pressure_pa / 100,
            100 * params->wet_exceeded_frac, cooling->design_dry_degc, cooling->design_wet_degc);
    fprintf(stream, "hall of %.6g kW, load of the year (", params->it_kw);
    table_text(stream, cooling->load_name);
    fprintf(stream, "): %.3f of it in the mean, %.3f to %.3f; %.3f in a hall's first year\n\n",
            sum / (double)cooling->hours, low, high, fill / (double)cooling->hours);
}

/// Options by their year's PUE, best first. To be freed.
static const struct cooling_option **ranked(const struct cooling *cooling)
{
    const struct cooling_option **list = sim_memory_new(cooling->count, sizeof(*list), "plants");
    for (size_t i = 0; i < cooling->count; i++) {
        size_t at = i;
        for (; at > 0 && energy_pue(&list[at - 1]->year) > energy_pue(&cooling->options[i].year); at--)
            list[at] = list[at - 1];
        list[at] = &cooling->options[i];
    }
    return list;
}

static void pue_cell(struct table *table, double pue, double target)
{
    table_cell(table, style_of(pue, target), "%.3f", pue);
}

static void print_energy(const struct cooling *cooling, const struct cooling_option **list, FILE *stream,
                         bool colours)
{
    static const char *const headers[] = {"30 %", "50 %",     "75 %",   "100 %",
                                          "year", "fills up", "in use", "worst h"};
    struct table *table = table_create();
    double target = cooling->params->target_pue;
    table_column(table, "PUE of option", TABLE_LEFT);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        table_column(table, headers[i], TABLE_RIGHT);
    if (cooling->draws > 0)
        table_column(table, "year 5..95 %", TABLE_RIGHT);
    table_column(table, "grade", TABLE_RIGHT);
    table_column(table, "TUE", TABLE_RIGHT);
    table_column(table, "WUE", TABLE_RIGHT);
    table_column(table, "free h", TABLE_RIGHT);
    table_column(table, "CNY/kWh", TABLE_RIGHT);
    table_column(table, "capital", TABLE_RIGHT);
    for (size_t i = 0; i < cooling->count; i++) {
        const struct cooling_option *o = list[i];
        table_cell(table, TABLE_PLAIN, "%s%s", o->params.id, o->is_catalogue ? "" : " *");
        for (int k = 0; k < COOLING_LOADS; k++)
            pue_cell(table, energy_pue(&o->loads[k]), target);
        pue_cell(table, energy_pue(&o->year), target);
        pue_cell(table, energy_pue(&o->fill), target);
        if (o->is_catalogue)
            pue_cell(table, energy_pue(&o->operated), target);
        else
            table_cell(table, TABLE_FAINT, "-");
        pue_cell(table, o->year.worst_pue, target);
        if (cooling->draws > 0)
            table_cell(table, TABLE_PLAIN, "%.3f..%.3f", o->pue.q[COOLING_Q05], o->pue.q[COOLING_Q95]);
        table_cell(table, TABLE_PLAIN, "%s", grade_text(energy_pue(&o->year)));
        table_cell(table, TABLE_PLAIN, "%.3f",
                   energy_tue(&o->year, cooling->params->server_supply_loss_frac));
        table_cell(table, TABLE_PLAIN, "%.2f", energy_wue(&o->year));
        table_cell(table, TABLE_PLAIN, "%.0f", o->year.free_hours);
        table_cell(table, TABLE_PLAIN, "%.3f", o->cost.cny_per_it_kwh);
        table_cell(table, TABLE_PLAIN, "%.1f", o->capital.total / 1e6);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

static void print_sizes(const struct cooling *cooling, const struct cooling_option **list, FILE *stream,
                        bool colours)
{
    struct table *table = table_create();
    char text[48], more[48], time[24];
    table_column(table, "size of option", TABLE_LEFT);
    table_column(table, "compressors", TABLE_LEFT);
    table_column(table, "towers, coolers", TABLE_LEFT);
    table_column(table, "peak kW", TABLE_RIGHT);
    table_column(table, "m3/h", TABLE_RIGHT);
    table_column(table, "mains mm", TABLE_RIGHT);
    table_column(table, "32 degC after", TABLE_RIGHT);
    table_column(table, "with tank", TABLE_RIGHT);
    table_column(table, "40 degC after", TABLE_RIGHT);
    table_column(table, "with tank", TABLE_RIGHT);
    table_column(table, "power fails", TABLE_RIGHT);
    for (size_t i = 0; i < cooling->count; i++) {
        const struct cooling_option *o = list[i];
        bool has_loop = o->size.chilled_pumps.count > 0;
        double bore = fmax(o->size.chilled_pipe_mm, fmax(o->size.condenser_pipe_mm, o->size.liquid_pipe_mm));
        table_cell(table, TABLE_PLAIN, "%s%s", o->params.id, o->is_catalogue ? "" : " *");
        table_cell(table, TABLE_PLAIN, "%s", units_text(text, o->size.machines, "kW"));
        units_text(text, o->size.sinks, "kW");
        units_text(more, o->size.liquid_sinks, "kW");
        table_cell(table, TABLE_PLAIN, "%s%s%s", text, *text && *more ? ", " : "", more);
        table_cell(table, TABLE_PLAIN, "%.0f", o->size.peak_kw);
        table_cell(table, TABLE_PLAIN, "%.1f", o->size.water_m3_per_h);
        table_cell(table, TABLE_PLAIN, bore > 0 ? "%.0f" : "-", bore);
        table_cell(table, TABLE_PLAIN, "%s", time_text(time, o->ride[0].to_32_s));
        table_cell(table, TABLE_PLAIN, "%s", has_loop ? time_text(time, o->ride[1].to_32_s) : "-");
        table_cell(table, TABLE_PLAIN, "%s", time_text(time, o->ride[0].to_40_s));
        table_cell(table, TABLE_PLAIN, "%s", has_loop ? time_text(time, o->ride[1].to_40_s) : "-");
        table_cell(table, TABLE_PLAIN, "%.1f degC", o->ride[0].peak_degc);
    }
    table_print(table, stream, colours);
    table_destroy(table);
}

/// "what: a (3 h), b (20 h)": the options of which it is so in some hours at full load. Nothing where none.
static void print_which(const struct cooling *cooling, FILE *stream,
                        int64_t (*hours)(const struct energy_sums *full), const char *what)
{
    size_t count = 0, told = 0;
    for (size_t i = 0; i < cooling->count; i++)
        count += hours(&cooling->options[i].loads[COOLING_LOADS - 1]) > 0;
    if (count == 0)
        return;
    fprintf(stream, "%s: ", what);
    if (count > 8) {
        fprintf(stream, "%zu of %zu options.\n", count, cooling->count);
        return;
    }
    for (size_t i = 0; i < cooling->count; i++) {
        const struct cooling_option *o = &cooling->options[i];
        long long so_many = (long long)hours(&o->loads[COOLING_LOADS - 1]);
        if (so_many > 0)
            fprintf(stream, "%s%s (%lld h)", told++ ? ", " : "", o->params.id, so_many);
    }
    fputs(".\n", stream);
}

static int64_t extrapolated_hours(const struct energy_sums *full)
{
    return full->extrapolated_hours;
}

static int64_t short_hours(const struct energy_sums *full)
{
    return full->short_hours;
}

static int64_t tower_range_hours(const struct energy_sums *full)
{
    return full->tower_range_hours;
}

/// More jumps than one in so many hours are told: of real weather there are fewer. Estimate.
#define JUMPS_TOLD 50

static void print_notes(const struct cooling *cooling, FILE *stream)
{
    fprintf(stream,
            "\n* of the scenario, as it is operated, with its own design weather; all others are sized for "
            "this weather's %.2g "
            "%% hours\n",
            100 * cooling->params->wet_exceeded_frac);
    fputs("PUE: energy of the year over IT energy (EEUE). fills up: a hall's first year; in use: the year "
          "with parts as "
          "they are commonly operated (estimates).\n"
          "grade: GB 40879-2021 by that figure. TUE: over what reaches the chips. WUE: L/kWh on site. "
          "capital: million CNY of the chain (estimates).\n",
          stream);
    fprintf(stream,
            "CNY/kWh: capital, upkeep, electricity and water over %.3g years at %.3g %%, per kWh of IT. "
            "power fails: warmest air to the racks until all runs again.\n",
            cooling->params->cost.years, 100 * cooling->params->cost.discount_frac_per_year);
    print_which(cooling, stream, extrapolated_hours,
                "Compressors outside of their curve's temperatures, scaled by Carnot");
    print_which(cooling, stream, tower_range_hours,
                "Towers in wet bulbs above 26.7 degC, where published correlations end");
    print_which(cooling, stream, short_hours, "Short of cooling at full load, beyond the design day");
    if (cooling->hours < HOURS_OF_A_YEAR)
        fprintf(stream, "The weather has %zu hours: the year is these, its costs are scaled to 8,760.\n",
                cooling->hours);
    if (cooling->jump_hours > cooling->hours / JUMPS_TOLD)
        fprintf(stream,
                "The weather file jumps by more than 3 K within an hour %zu times: good for energy, not for "
                "how fast things change.\n",
                cooling->jump_hours);
    if (cooling->filled_hours > 0)
        fprintf(stream, "Hours of the weather file with gaps, filled between their neighbours: %zu.\n",
                cooling->filled_hours);
    if (cooling->options[0].year.clamped_hours > 0)
        fprintf(stream, "The load is above the design IT load in %lld hours, and held at it there.\n",
                (long long)cooling->options[0].year.clamped_hours);
}

static void print_months(const struct cooling_option *o, FILE *stream)
{
    fputs("\nPUE by month: ", stream);
    for (int m = 0; m < 12; m++) {
        double pue = energy_month_pue(&o->year, m);
        fprintf(stream, isnan(pue) ? " -" : " %.3f", pue);
    }
    fputc('\n', stream);
}

static void print_curve(const struct cooling_option *o, FILE *stream)
{
    fputs("PUE at load:  ", stream);
    for (int i = 0; i < COOLING_CURVE; i++)
        fprintf(stream, " %d %% %.3f", (i + 1) * 100 / COOLING_CURVE, o->curve[i]);
    fputc('\n', stream);
}

static void print_partial(const struct cooling_option *o, FILE *stream, bool colours)
{
    struct table *table = table_create();
    table_column(table, "adds to the PUE", TABLE_LEFT);
    for (int i = 0; i < COOLING_LOADS; i++) {
        char header[16];
        snprintf(header, sizeof(header), "%s %%", cooling_load_names[i]);
        table_column(table, header, TABLE_RIGHT);
    }
    table_column(table, "year", TABLE_RIGHT);
    table_column(table, "MWh", TABLE_RIGHT);
    for (int part = 0; part < ENERGY_PART_COUNT; part++) {
        if (o->year.part_kwh[part] <= 0 && o->loads[COOLING_LOADS - 1].part_kwh[part] <= 0)
            continue;
        table_cell(table, TABLE_PLAIN, "%s", energy_part_texts[part]);
        for (int i = 0; i < COOLING_LOADS; i++)
            table_cell(table, TABLE_PLAIN, "%.4f", energy_partial_pue(&o->loads[i], (enum energy_part)part));
        table_cell(table, TABLE_PLAIN, "%.4f", energy_partial_pue(&o->year, (enum energy_part)part));
        table_cell(table, TABLE_PLAIN, "%.0f",
                   o->year.part_kwh[part] * o->size.it_kw / 1000 * HOURS_OF_A_YEAR / o->year.hours);
    }
    fputc('\n', stream);
    table_print(table, stream, colours);
    table_destroy(table);
}

static void units_line(FILE *stream, const char *name, struct hall_units units, const char *unit)
{
    char text[48];
    if (units.count > 0)
        fprintf(stream, "  %-22s %s\n", name, units_text(text, units, unit));
}

static void main_line(FILE *stream, const char *name, double bore_mm)
{
    if (bore_mm > 0)
        fprintf(stream, "  %-22s DN %.0f\n", name, bore_mm);
}

static void print_size(const struct cooling_option *o, FILE *stream)
{
    const struct hall_size *s = &o->size;
    fprintf(stream, "\nSize, for %.1f degC dry and %.1f degC wet bulb (PUE %.3f then), needed + spare:\n",
            s->dry_degc, s->wet_degc, s->pue_design);
    units_line(stream, "compressors", s->machines, "kW");
    units_line(stream, "towers, coolers", s->sinks, "kW");
    units_line(stream, "exchangers", s->exchangers, "kW");
    units_line(stream, "air handlers", s->handlers, "kW");
    units_line(stream, "chilled-water pumps", s->chilled_pumps, "L/s");
    units_line(stream, "condenser pumps", s->condenser_pumps, "L/s");
    units_line(stream, "liquid units", s->liquid, "kW");
    units_line(stream, "their towers, coolers", s->liquid_sinks, "kW");
    units_line(stream, "liquid pumps", s->liquid_pumps, "L/s");
    units_line(stream, "UPS, path + the rest", s->ups, "kW");
    units_line(stream, "transformers, likewise", s->transformers, "kW");
    main_line(stream, "chilled-water mains", s->chilled_pipe_mm);
    main_line(stream, "condenser-water mains", s->condenser_pipe_mm);
    main_line(stream, "liquid mains", s->liquid_pipe_mm);
    fprintf(stream, "  %-22s %.0f m3/s\n", "room air", s->air_m3_per_s);
    if (s->water_m3_per_h > 0)
        fprintf(stream, "  %-22s %.1f m3/h on the design day; %.0f m3 are %g h of it\n", "make-up water",
                s->water_m3_per_h, s->water_store_m3, HALL_WATER_STORE_H);
    if (s->cold_store_kwh > 0)
        fprintf(stream, "  %-22s %.0f kWh\n", "cold store", s->cold_store_kwh);
    fprintf(stream, "  %-22s %.0f kW\n", "highest power", s->peak_kw);
}

static void print_water(const struct cooling_option *o, FILE *stream)
{
    fprintf(stream, "Water, L/kWh of IT:");
    for (int stream_index = 0; stream_index < WATER_STREAM_COUNT; stream_index++)
        fprintf(stream, " %s %.3f", water_stream_names[stream_index],
                o->year.water_l[stream_index] / o->year.it_kwh);
    fprintf(stream, "; cycles of concentration %.3g\n", o->params.concentration_ratio);
}

static void print_money(const struct cooling *cooling, const struct cooling_option *o, FILE *stream)
{
    const struct hall_capital *c = &o->capital;
    double it = cooling->params->it_kw * HOURS_OF_A_YEAR / o->year.hours;
    fprintf(stream,
            "\nCapital %.1f million CNY: compressors %.1f, towers %.1f, air %.1f, water side %.1f, liquid "
            "%.1f, cold store %.1f, "
            "electrical %.1f, generators %.1f\n",
            c->total / 1e6, c->machines / 1e6, c->sinks / 1e6, c->handlers / 1e6, c->water / 1e6,
            c->liquid / 1e6, c->storage / 1e6, c->electrical / 1e6, c->generators / 1e6);
    fprintf(
        stream,
        "A year: %.0f MWh, %.1f million CNY of electricity; %.0f m3, %.2f million CNY of water; %.0f t CO2; "
        "upkeep %.1f million CNY\n",
        o->year.total_kwh * it / 1000, o->cost.electricity_cny_per_year / 1e6,
        energy_wue(&o->year) * o->year.it_kwh * it / 1000, o->cost.water_cny_per_year / 1e6,
        o->year.carbon_kg * it / 1000, o->cost.upkeep_cny_per_year / 1e6);
    if (energy_wue(&o->year) > 0)
        print_water(o, stream);
    fprintf(stream, "ERE %.3f; %.0f h without compressors, %.0f h with fewer\n", energy_ere(&o->year),
            o->year.free_hours, o->year.partly_free_hours);
}

void cooling_print(const struct cooling *cooling, FILE *stream, bool colours)
{
    const struct cooling_option **list = ranked(cooling);
    print_head(cooling, stream);
    print_energy(cooling, list, stream, colours);
    fputc('\n', stream);
    print_sizes(cooling, list, stream, colours);
    if (cooling->count == 1) {
        print_months(list[0], stream);
        print_curve(list[0], stream);
        print_partial(list[0], stream, colours);
        print_size(list[0], stream);
        print_money(cooling, list[0], stream);
    }
    print_notes(cooling, stream);
    free(list);
}
