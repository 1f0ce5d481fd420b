/** Light, dark or system theme. */

export function setUpTheme() {
  const menu = document.getElementById("theme");
  const wear = (theme) => {
    document.documentElement.dataset.theme = theme;
    menu.value = theme;
  };
  wear(localStorage.getItem("theme") ?? "");
  menu.addEventListener("change", () => {
    localStorage.setItem("theme", menu.value);
    wear(menu.value);
  });
}
