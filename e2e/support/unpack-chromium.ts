// The package unpacks into the directory for temporary files, whichever that is: this runs in a
// process of its own, whose directory for temporary files is the place that the browser goes to.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
