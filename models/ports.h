/// Every message that crosses between models, one struct and one typed send function each.
///
/// All processes of a province speak in days: an application filed today is read tomorrow. That day is the lookahead
/// of every kind. Amounts of racks are in standard racks (2.5 kW), power in kW of IT nameplate, money in CNY.
#pragma once

#include "sim/sim.h"

#define PORT_LOOKAHEAD SIM_DAY

/// Days between two rounds in which the pool gives out demand. All tell it what they want and hold on the same days.
#define PORT_POOL_DAYS 7

/// True at the close of such a day.
static inline bool port_is_pool_day(const struct sim_ctx *ctx)
{
    return sim_now(ctx) % (PORT_POOL_DAYS * SIM_DAY) == 0;
}

/// What stands in the way. The ledger's causes, in the order of the result file's scale.
#define PORT_CAUSE_LIST(X)                                                                                   \
    X(REVIEW, "review")                                                                                      \
    X(LAND, "land")                                                                                          \
    X(CIVIL, "civil")                                                                                        \
    X(MEP, "mep")                                                                                            \
    X(GRID, "grid")                                                                                          \
    X(CREW, "crew")                                                                                          \
    X(CAPITAL, "capital")                                                                                    \
    X(EQUIPMENT, "equipment")                                                                                \
    X(COMMISSIONING, "commissioning")                                                                        \
    X(WEATHER, "weather")                                                                                    \
    X(DEMAND, "demand")                                                                                      \
    X(ADOPTION, "adoption")

enum cause {
#define PORT_CAUSE_ENTRY(code, name) CAUSE_##code,
    PORT_CAUSE_LIST(PORT_CAUSE_ENTRY)
#undef PORT_CAUSE_ENTRY
        CAUSE_COUNT,
};

/// Classes of work, in the order of the result file's scale.
#define PORT_WORK_LIST(X)                                                                                    \
    X(EDGE, "edge")           /* latency-critical: served within its city's circle or not at all */          \
    X(ONLINE, "online")       /* services that people and firms use at once */                               \
    X(INFERENCE, "inference") /* answers of trained models */                                                \
    X(TRAINING, "training")   /* gangs of accelerators, for days */                                          \
    X(HPC, "hpc")             /* gangs of FP64 nodes, for hours */                                           \
    X(BATCH, "batch")         /* may wait for the night, or for another centre */                            \
    X(STORAGE, "storage")     /* stays where its data are */

enum work {
#define PORT_WORK_ENTRY(code, name) WORK_##code,
    PORT_WORK_LIST(PORT_WORK_ENTRY)
#undef PORT_WORK_ENTRY
        WORK_COUNT,
};

/// A field for a class of work, under its name, of a struct that has `of[WORK_COUNT]` of what the table describes.
#define PORT_WORK_FIELD(params, item, code, key, its_table)                                                  \
    {.name = key,                                                                                            \
     .type = SIM_GROUP,                                                                                      \
     .offset = offsetof(struct params, of) + WORK_##code * sizeof(struct item),                              \
     .count = 1,                                                                                             \
     .unit = "",                                                                                             \
     .min = SIM_OPEN,                                                                                        \
     .max = SIM_OPEN,                                                                                        \
     .table = (its_table),                                                                                   \
     .text = "work of the class " key},

/// What is said, and its name in a trace.
#define PORT_LIST(X)                                                                                         \
    X(REQUEST, "request")       /* wants a share of a resource: review, capital, crews, a connection */      \
    X(GRANT, "grant")           /* has it */                                                                 \
    X(RELEASE, "release")       /* gives it back */                                                          \
    X(ASSET, "asset")           /* an asset went into service */                                             \
    X(STORM, "storm")           /* outdoor work stops */                                                     \
    X(GATE, "gate")             /* a hall is to be fitted out: at once, or when the site is full enough */   \
    X(GATE_OPEN, "gate open")   /* it is */                                                                  \
    X(HALL_START, "hall start") /* the building stands: fit out the hall */                                  \
    X(HALL_POWER, "hall power") /* the building has power */                                                 \
    X(ORDER, "order")           /* wants equipment */                                                        \
    X(DELIVERY, "delivery")     /* has it */                                                                 \
    X(INSTALL, "install")       /* a cabinet is put up */                                                    \
    X(EQUIP, "equip")           /* a cabinet's owner orders its servers */                                   \
    X(COMMISSION, "commission") /* a cabinet goes into service */                                            \
    X(BOOK, "book")             /* standard racks change between ordered, pipeline, cancelled */             \
    X(RACK, "rack")             /* a cabinet's service, servers or compute change */                         \
    X(LOAD, "load")             /* a site's IT load for the coming day */                                    \
    X(FILLED, "filled")         /* what a site's filled cabinets could draw, for the coming day */           \
    X(CAPACITY, "capacity")     /* compute that a site can give in the coming day */                         \
    X(USE, "use")               /* how busy a site's compute of one class is in the coming day */            \
    X(EDGE_USE, "edge use")     /* likewise a county's edge sites */                                         \
    X(EDGE, "edge")             /* an edge site of a county went into service */                             \
    X(ADOPTION, "adoption")     /* how far people and firms have taken something up */                       \
    X(DEMAND, "demand")         /* work that a city asks for in the coming day */                            \
    X(JOB, "job")               /* a job arrives in the coming day */                                        \
    X(WANT, "want")             /* compute that a city's work will hold, for the pool's next round */        \
    X(OFFER, "offer")           /* what a site holds of a class, and what waits for tenants */               \
    X(TENANTS, "tenants")       /* work that the pool gives to a site */                                     \
    X(TRAFFIC, "traffic")       /* what a city sends and takes across the province's border */

enum port {
    PORT_NONE,
#define PORT_ENTRY(code, name) PORT_##code,
    PORT_LIST(PORT_ENTRY)
#undef PORT_ENTRY
        PORT_COUNT,
};

/// Name of a type of event for a trace; null for a wake-up of a model's own.
static inline const char *port_name(uint32_t type)
{
#define PORT_ENTRY(code, name) name,
    static const char *const names[PORT_COUNT] = {NULL, PORT_LIST(PORT_ENTRY)};
#undef PORT_ENTRY
    return type < PORT_COUNT ? names[type] : NULL;
}

/// Asks a resource for `amount` (MW, CNY, crews); more urgent first, then first come.
struct port_request {
    double amount;
    double priority; // higher first
    uint64_t stream; // told back in the grant: which of the asker's needs
};

struct port_grant {
    double amount;
    uint64_t stream;
};

struct port_asset {
    double value_cny;
};

struct port_storm {
    double stop_days;
};

struct port_gate {
    double
        occupied_frac; // opens when the site, with all that is being fitted out, is so full; 0: at once, no answer
    double kw;         // that is added
};

struct port_hall_start {
    double pace;      // the project's own luck: multiplies planned durations
    double done_frac; // of the fit-out, at the epoch
};

/// An order for the equipment of one cabinet, or for the cabinets of a hall.
struct port_order {
    double size;     // in the market's unit: standard racks, or PFLOPS of accelerators
    uint64_t stream; // told back in the delivery
};

struct port_delivery {
    double vintage_day; // when the equipment was made, days since the epoch
    uint64_t stream;
};

struct port_install {
    double after_days; // the cabinet's turn in the crews' work
};

/// Changes of the book of standard racks of a site.
struct port_book {
    double ordered, pipeline, cancelled;
};

/// A cabinet's contribution to its site changes by this much.
struct port_rack {
    uint32_t class_index; // of compute
    uint16_t is_new;      // of the plan period, not of the stock
    uint16_t is_hpc;      // counts as HPC peak
    double service_kw;    // nameplate in service
    double retired_kw;    // nameplate taken out for good
    double equipped_kw;   // nameplate with servers in it
    double awaited_kw;    // nameplate whose servers are late
    double tflops;        // at the class's own precision
    double promised_kw;   // nameplate that tenants were found for and whose servers are not in yet
};

/// A site's load for the coming day; [0] the stock of the epoch, [1] what the plan period added.
struct port_load {
    double it_kw[2];     // mean draw
    double design_kw[2]; // nameplate in service
};

/// An edge site in service.
struct port_edge {
    double kw;         // nameplate
    uint64_t is_stock; // of the epoch: as full as it gets
    uint64_t county;   //
};

/// Classes of compute in a message.
#define PORT_CLASSES 4

/// Nameplate of a site's filled cabinets by class; [0] the stock of the epoch, [1] what the plan period added.
struct port_filled {
    double kw[2][PORT_CLASSES];
};

/// What a site's filled cabinets can do, by class of compute.
struct port_capacity {
    uint64_t site;
    double tflops[PORT_CLASSES];
    float kw[PORT_CLASSES]; // nameplate of them
};

/// Use of a site's compute of one class by hour, as 1/65,535 of all there is.
struct port_use {
    uint32_t class_index;
    uint32_t is_last; // of the site's classes
    uint16_t hour[24];
};

/// Mean use of edge sites.
struct port_edge_use {
    double use_frac; // 0..1
};

/// An indicator of access at a month's end, over its value at the epoch.
struct port_adoption {
    uint64_t indicator; // index of the access series
    double ratio;       // > 0
};

/// Mean of the coming day, its weekday and season in it; hours of the day are the receiver's, who knows each class's shape
/// (work_shape_hour). Training and HPC arrive as jobs: theirs is what the jobs bring on average, to be told, not served.
struct port_demand {
    uint64_t city;
    double tflops[WORK_COUNT]; // at the precision of the compute class that serves the class of work
};

/// A gang that starts together or not at all. Times are from the beginning of the coming day.
struct port_job {
    uint64_t city;     // whose it is
    uint64_t work;     // enum work: training or HPC
    double arrival_s;  // 0..86,400
    double tflops;     // of the gang
    double duration_s; // at full speed, without failures
};

/// Of one class of compute, at its own precision.
struct port_want {
    uint64_t city;
    double tflops; // that its work will hold once servers ordered now are in
};

struct port_offer {
    uint64_t site;
    double held_tflops;    // filled, or promised to tenants
    double waiting_tflops; // that cabinets would carry whose turn has come
};

struct port_tenants {
    uint64_t class_index; // of compute
    double tflops;
};

/// Of the coming month.
struct port_traffic {
    uint64_t city;
    double peak_tbps;
};

#define PORT_SEND(name, code)                                                                                \
    static inline void port_send_##name(struct sim_ctx *ctx, sim_lp to, sim_time delay,                      \
                                        const struct port_##name *message)                                   \
    {                                                                                                        \
        _Static_assert(sizeof(*message) <= SIM_PAYLOAD_MAX, "a message fits an event");                      \
        sim_send(ctx, to, delay, code, message, sizeof(*message));                                           \
    }

PORT_SEND(request, PORT_REQUEST)
PORT_SEND(grant, PORT_GRANT)
PORT_SEND(asset, PORT_ASSET)
PORT_SEND(storm, PORT_STORM)
PORT_SEND(gate, PORT_GATE)
PORT_SEND(hall_start, PORT_HALL_START)
PORT_SEND(order, PORT_ORDER)
PORT_SEND(delivery, PORT_DELIVERY)
PORT_SEND(install, PORT_INSTALL)
PORT_SEND(book, PORT_BOOK)
PORT_SEND(rack, PORT_RACK)
PORT_SEND(load, PORT_LOAD)
PORT_SEND(filled, PORT_FILLED)
PORT_SEND(capacity, PORT_CAPACITY)
PORT_SEND(use, PORT_USE)
PORT_SEND(edge_use, PORT_EDGE_USE)
PORT_SEND(edge, PORT_EDGE)
PORT_SEND(adoption, PORT_ADOPTION)
PORT_SEND(demand, PORT_DEMAND)
PORT_SEND(job, PORT_JOB)
PORT_SEND(want, PORT_WANT)
PORT_SEND(offer, PORT_OFFER)
PORT_SEND(tenants, PORT_TENANTS)
PORT_SEND(traffic, PORT_TRAFFIC)

/// A message that says all by its type.
static inline void port_signal(struct sim_ctx *ctx, sim_lp to, sim_time delay, enum port port)
{
    sim_send(ctx, to, delay, port, NULL, 0);
}

/// Gives `amount` back to whom it was granted by.
static inline void port_send_release(struct sim_ctx *ctx, sim_lp to, double amount)
{
    struct port_request message = {.amount = amount};
    sim_send(ctx, to, PORT_LOOKAHEAD, PORT_RELEASE, &message, sizeof(message));
}
