package sitting

// KeepOnce is one round of Keep.
var KeepOnce = (*Sitting).keepOnce
