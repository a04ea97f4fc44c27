// Without this script the form does the same: whole rows and columns are counted by the
// server. Here they tick their cells at once, and the number of cells is told.
document.querySelectorAll("[data-hilfe-matrix]").forEach((form) => {
    const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
    const cells = boxes("cell");
    const belongs = {
        row: (cell, key) => cell.value.split(":")[0] === key,
        column: (cell, key) => cell.value.split(":")[1] === key,
    };
    const told = form.querySelector("[data-hilfe-count]");

    // A row or column is ticked exactly when all its cells are.
    const settle = () => {
        for (const name of ["row", "column"]) {
            for (const box of boxes(name)) {
                const own = cells.filter((cell) => belongs[name](cell, box.value));
                const ticked = own.filter((cell) => cell.checked).length;
                box.checked = own.length > 0 && ticked === own.length;
                box.indeterminate = ticked > 0 && ticked < own.length;
            }
        }
        const number = cells.filter((cell) => cell.checked).length;
        told.textContent = number ? `${told.dataset.hilfeCount} ${number}` : "";
    };

    form.addEventListener("change", ({ target }) => {
        if (target.name in belongs) {
            cells
                .filter((cell) => belongs[target.name](cell, target.value))
                .forEach((cell) => { cell.checked = target.checked; });
        }
        settle();
    });
    // The browser may have kept ticks from before.
    for (const name of ["row", "column"]) {
        for (const box of boxes(name).filter((one) => one.checked)) {
            cells
                .filter((cell) => belongs[name](cell, box.value))
                .forEach((cell) => { cell.checked = true; });
        }
    }
    if (told) { settle(); }
});
