// A JupyterLab extension, loaded as it is: it opens the panel beside a working notebook, or one of
// notebooks/, runs it in the notebook's own kernel, and tells it what is being typed. It saves the
// notebook, and puts another text in a cell, only when its author has pressed a button that says so.
// In a copy that bcssp debug has made, it shows the cell that failed.
(() => {
  "use strict";
  const NAME = "bcssp-panel";
  const TARGET = "bcssp-panel"; // of the comm that panel.py listens to
  const START = "bcssp-start"; // of the comm by which start_page.py asks for notebooks
  const START_PAGE = "reports/start.ipynb";
  const DEFAULT_TEXT = /^notebooks\/\d+_\w+\.ipynb$/; // the notebooks of sections
  const MOST = 200_000; // letters: of a longer text the panel says only that it is too long
  let scope;

  // A module of JupyterLab itself, which it shares with its extensions.
  const shared = async (name) => (await Object.values(scope[name])[0].get())();

  const text = (value) => JSON.stringify(String(value ?? ""));

  class Beside {
    // The panel of one notebook.
    constructor(app, notebook, modules) {
      Object.assign(this, { app, notebook, modules });
      this.number = 0;
      this.waiting = false;
      notebook.content.activeCellChanged.connect(() => this.tell());
      notebook.content.model.contentChanged.connect(() => this.tell());
      notebook.sessionContext.statusChanged.connect((_, status) => this.follow(status));
      this.addButton();
    }

    addButton() {
      const button = new this.modules.ui.ToolbarButton({
        label: "Facts and preview",
        tooltip: "Show the facts of the report, and the text as a reader sees it",
        onClick: () => this.open(),
      });
      this.notebook.toolbar.insertItem(0, NAME, button);
    }

    open() {
      if (!this.view || this.view.isDisposed) {
        this.view = new this.modules.lumino.Panel();
        this.view.id = `${NAME}-${this.notebook.id}`;
        this.view.title.label = "Facts and preview";
        this.view.title.closable = true;
        this.view.addClass("bcssp-panel");
        this.view.node.style.overflow = "auto";
        this.view.node.setAttribute("aria-label", "Facts and preview");
        this.app.shell.add(this.view, "main", {
          mode: "split-right", ref: this.notebook.id, activate: false,
        });
        this.notebook.disposed.connect(() => this.view.dispose());
      }
      return this.start();
    }

    async start() {
      // Run the panel in the kernel: its widgets are shown here, and never enter the notebook.
      const own = this.notebook.content.model.getMetadata("bcssp");
      const kernel = this.notebook.sessionContext.session?.kernel;
      [...this.view.widgets].forEach((one) => one.dispose());
      if (!kernel) {
        const told = new this.modules.lumino.Widget();
        told.node.textContent = "No kernel runs. Choose “Python 3” in the menu Kernel, under "
          + "“Change Kernel”, then press “Facts and preview” again.";
        this.view.addWidget(told);
        return;
      }
      const { OutputAreaModel, SimplifiedOutputArea } = this.modules.output;
      const area = new SimplifiedOutputArea({
        model: new OutputAreaModel({ trusted: true }),
        rendermime: this.notebook.content.rendermime,
      });
      this.view.addWidget(area);
      const path = this.notebook.context.path;
      const call = DEFAULT_TEXT.test(path)
        ? `open_default_panel(${text(path.split("/").pop())})`
        : `open_panel(${[own.area, own.section, own.period, own.edition].map(text).join(", ")})`;
      const code = `from bcssp_lib.app.panel import ${call.split("(")[0]}\n${call}`;
      area.future = kernel.requestExecute({ code, store_history: false });
      await area.future.done;
      this.comm = kernel.createComm(TARGET);
      this.comm.onMsg = (message) => this.hear(message.content.data);
      this.waiting = false;
      await this.comm.open().done;
      this.told = undefined;
      this.tell();
    }

    follow(status) {
      if (["restarting", "autorestarting", "terminating", "dead"].includes(status)) {
        this.comm = undefined;
        this.lost = true;
      } else if (status === "idle" && this.lost && this.view && !this.view.isDisposed) {
        this.lost = false;
        void this.start();
      }
    }

    tell() {
      // One message is under way at a time; of what is typed meanwhile, the last is sent.
      const cell = this.notebook.content.activeCell;
      if (!this.comm || this.comm.isDisposed || !cell || this.waiting) return;
      const typed = {
        kind: cell.model.type,
        block: cell.model.sharedModel.getId(),
        kept: cell.model.getMetadata("bcssp")?.block ?? "",
        text: cell.model.sharedModel.getSource().slice(0, MOST),
        base: this.base(),
      };
      const told = JSON.stringify(typed);
      if (told === this.told) return;
      this.told = told;
      this.waiting = true;
      this.number += 1;
      this.comm.send({ ...typed, number: this.number });
    }

    base() {
      // The address at which the notebook's folder is served, so that the report beside it opens.
      const folder = this.notebook.context.path.split("/").slice(0, -1);
      if (!folder.length) return ""; // what is beside it is not served
      const path = folder.map(encodeURIComponent).join("/");
      return `${this.modules.core.PageConfig.getBaseUrl()}files/${path}/`;
    }

    hear(told) {
      if ("seen" in told) this.seen(told.seen);
      if ("save" in told) void this.save();
      if ("replace" in told) this.replace(told);
    }

    async save() {
      try {
        await this.notebook.context.save();
        this.comm.send({ saved: true });
      } catch (error) {
        this.comm.send({ saved: false, why: String(error) });
      }
    }

    replace({ replace, before, after }) {
      // Another text in a cell that is still as it was; it can be undone like any typing.
      const same = (cell) => cell.model.sharedModel.getId() === replace
        && cell.model.sharedModel.getSource() === before;
      const cell = this.notebook.content.widgets.find(same);
      if (cell) cell.model.sharedModel.setSource(after);
      else this.comm.send({ unchanged: true });
    }

    seen(number) {
      if (number === this.number) {
        this.waiting = false;
        this.tell();
      }
    }
  }

  function show(notebook, id) {
    const cells = notebook.content.widgets;
    notebook.content.activeCellIndex = cells.findIndex((cell) => cell.model.id === id);
    notebook.setFragment(`#cell-id=${id}`); // scrolls to it
  }

  // The start page: its notebook is run, and the notebooks that it names are saved and opened.
  async function start(app, manager, notebook, modules) {
    const { kernel } = notebook.sessionContext.session;
    const find = (path) => manager.findWidget(path);
    kernel.registerCommTarget(START, (comm) => {
      comm.onMsg = async (message) => {
        const told = message.content.data;
        if ("prepare" in told) {
          await find(told.prepare)?.context.save(); // or what is typed in it would be lost
          comm.send({ prepared: told.section });
        } else {
          const before = find(told.open);
          if (!told.as_it_is) await before?.context.revert(); // as it is on disk now
          await app.commands.execute("docmanager:open", { path: told.open });
        }
      };
      comm.send({ here: true });
    });
    await modules.notebook.NotebookActions.runAll(notebook.content, notebook.sessionContext);
  }

  // A card in the launcher, where the notebook of the start page is served.
  async function addCard(app, launcher) {
    const command = `${START}:open`;
    const contents = app.serviceManager.contents;
    const served = await contents.get(START_PAGE, { content: false }).catch(() => undefined);
    if (!served) return;
    app.commands.addCommand(command, {
      label: "Reports to write",
      execute: () => app.commands.execute("docmanager:open", { path: START_PAGE }),
    });
    launcher?.add({ command, category: "Safeguarding reports", rank: 0 });
  }

  const plugin = (tokens, modules) => ({
    id: `${NAME}:plugin`,
    autoStart: true,
    requires: [tokens.INotebookTracker, tokens.IDocumentManager],
    optional: [tokens.ILauncher],
    activate: (app, tracker, manager, launcher) => {
      void addCard(app, launcher);
      tracker.widgetAdded.connect(async (_, notebook) => {
        await Promise.all([app.restored, notebook.context.ready, notebook.sessionContext.ready]);
        const metadata = (name) => notebook.content.model.getMetadata(name);
        const failed = metadata("bcssp_debug")?.failed;
        if (failed) show(notebook, failed); // a copy that bcssp debug has made
        if (metadata("bcssp_start")) await start(app, manager, notebook, modules);
        if (!metadata("bcssp")?.before && !DEFAULT_TEXT.test(notebook.context.path)) return;
        app.shell.collapseLeft();
        await new Beside(app, notebook, modules).open();
      });
    },
  });

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: (given) => { scope = given; },
    get: async () => {
      const [notebook, output, lumino, ui, core, documents, cards] = await Promise.all(
        ["@jupyterlab/notebook", "@jupyterlab/outputarea", "@lumino/widgets",
          "@jupyterlab/ui-components", "@jupyterlab/coreutils", "@jupyterlab/docmanager",
          "@jupyterlab/launcher"].map(shared),
      );
      const tokens = {
        INotebookTracker: notebook.INotebookTracker,
        IDocumentManager: documents.IDocumentManager,
        ILauncher: cards.ILauncher,
      };
      const made = plugin(tokens, { notebook, output, lumino, ui, core });
      return () => ({ __esModule: true, default: made });
    },
  };
})();
