// Uploads the recording in pieces that survive a lost connection or a reload,
// then sends the form with the upload's name instead of the file.
import { Upload, type PreviousUpload } from "tus-js-client";

const form = document.querySelector<HTMLFormElement>("form[data-upload]");
const file = form?.querySelector<HTMLInputElement>("input[name=file]");
const named = form?.querySelector<HTMLInputElement>("input[name=upload_id]");
const place = form?.querySelector<HTMLElement>("[data-bar]");
if (form && file && named && place) start(form, file, named, place);

function start(form: HTMLFormElement, file: HTMLInputElement, named: HTMLInputElement, place: HTMLElement): void {
  const send = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const bar = document.createElement("progress");
  const said = document.createElement("p");
  const pause = document.createElement("button");
  bar.max = 100;
  bar.setAttribute("aria-label", "Upload");
  said.setAttribute("role", "status");
  pause.type = "button";
  pause.className = "button button-quiet";
  pause.textContent = "Pause";
  place.append(bar, said, pause);

  let upload: Upload | undefined;
  let wanted = false; // the form was sent and waits for the file
  let running = false;

  const tell = (text: string): void => {
    if (said.textContent !== text) said.textContent = text;
  };
  const go = (): void => {
    running = true;
    pause.textContent = "Pause";
    upload?.start();
  };
  const finish = (): void => {
    if (!wanted) return;
    // The recording is there already: the form goes without it.
    file.disabled = true;
    form.submit();
  };

  pause.addEventListener("click", () => {
    if (running) {
      running = false;
      pause.textContent = "Go on";
      tell("Paused. Nothing that was sent is lost.");
      void upload?.abort();
    } else {
      go();
    }
  });

  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    void upload?.abort();
    named.value = "";
    if (!chosen) return;
    place.hidden = false;
    pause.hidden = false;
    if (chosen.size > Number(form.dataset.max)) {
      tell("The recording is over 2 GB. Please upload it in parts.");
      pause.hidden = true;
      return;
    }
    upload = make(chosen, {
      progress: (sent) => {
        bar.value = sent;
        // A screen reader hears every tenth of the way, not every piece.
        tell(`${Math.floor(sent / 10) * 10} of 100 parts sent. You can fill in the form meanwhile.`);
      },
      done: (id) => {
        named.value = id;
        bar.value = 100;
        pause.hidden = true;
        running = false;
        tell("The recording has arrived.");
        finish();
      },
      fail: (why) => {
        running = false;
        pause.textContent = "Try again";
        tell(why);
      },
    });
    void upload.findPreviousUploads().then((found: PreviousUpload[]) => {
      const last = found[0];
      if (last) upload?.resumeFromPreviousUpload(last);
      go();
    });
  });

  form.addEventListener("submit", (event) => {
    if (named.value !== "" && file.files?.length) {
      file.disabled = true;
      return;
    }
    if (!upload || named.value !== "") return; // nothing chosen: the page says so
    event.preventDefault();
    wanted = true;
    if (send) {
      send.disabled = true;
      send.textContent = "Sent when the recording has arrived";
    }
    if (!running) go();
  });
}

interface Told {
  progress(percent: number): void;
  done(id: string): void;
  fail(why: string): void;
}

function make(chosen: File, told: Told): Upload {
  const upload = new Upload(chosen, {
    endpoint: "/uploads/",
    chunkSize: 16 * 1024 * 1024, // a lost connection costs at most this
    retryDelays: [0, 1000, 3000, 10000, 30000, 60000],
    removeFingerprintOnSuccess: true,
    metadata: { filename: chosen.name },
    onProgress: (sent, all) => told.progress(all ? (sent / all) * 100 : 0),
    onSuccess: () => told.done((upload.url ?? "").split("/").pop() ?? ""),
    onError: (err) => {
      const answer = "originalResponse" in err ? err.originalResponse : null;
      if (answer?.getStatus() === 429) told.fail("You have many uploads under way. Please finish one of them first.");
      else if (answer?.getStatus() === 507) told.fail("There is no room left on this server. Nothing that was sent is lost: tell the people who look after it, and press the button later.");
      else if (answer?.getStatus() === 401) told.fail("You were signed out. Please sign in on another page, then press the button.");
      else told.fail("The connection was lost. Nothing that was sent is lost: press the button to go on.");
    },
  });
  return upload;
}
