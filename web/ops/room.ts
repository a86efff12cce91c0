import { refresh } from "./refresh.ts";

refresh();
