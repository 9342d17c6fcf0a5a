/* Renews the code every 30 s. Offline the last code stays, and the page says how old it is. On paper the style shows the
 * static one, since a live code counts for 90 s. Written for web views of 2019. */
;(function () {
  var script = document.currentScript
  var box = document.getElementById('code')
  var age = document.getElementById('age')
  var print = document.getElementById('print')
  var since = Date.now()

  function show(node) {
    while (box.firstChild) box.removeChild(box.firstChild)
    box.appendChild(node)
  }
  function say() {
    var minutes = Math.floor((Date.now() - since) / 60000)
    age.textContent = minutes < 1 ? '' : script.getAttribute('data-offline').replace('{minutes}', minutes)
  }
  function renew() {
    fetch(script.getAttribute('data-code'), { cache: 'no-store' })
      .then(function (answer) {
        return answer.json()
      })
      .then(function (code) {
        if (code.state !== script.getAttribute('data-state')) {
          location.reload()
          return
        }
        if (code.live) {
          var parsed = new DOMParser().parseFromString(code.svg, 'image/svg+xml')
          show(document.importNode(parsed.documentElement, true))
        }
        since = Date.now()
        say()
      })
      .catch(say)
  }
  if (print && window.print) {
    print.hidden = false
    print.addEventListener('click', function () {
      window.print()
    })
  }
  renew()
  setInterval(renew, 30000)
  setInterval(say, 5000)
})()
