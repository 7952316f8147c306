"""A shop of two dozen things, each asked for in four ways: the least knowledge that can be learned from."""

THINGS = (
    *(
        "lamp",
        "boat",
        "violin",
        "garden",
        "passport",
        "kettle",
        "ladder",
        "stamp",
        "window",
        "sheep",
        "bridge",
        "candle",
    ),
    *(
        "doctor",
        "engine",
        "feather",
        "guitar",
        "hammer",
        "island",
        "jacket",
        "kitchen",
        "mirror",
        "needle",
        "oven",
        "rug",
    ),
)
PHRASINGS = {
    thing: [f"where can I buy a {thing}", f"what does a {thing} cost", f"{thing} price", f"any {thing} for sale?"]
    for thing in THINGS
}
